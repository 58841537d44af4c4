"""What a template that came with somebody else's study can do: print, and nothing else."""

import pytest
from jinja2 import TemplateError, TemplateNotFound
from markupsafe import Markup

from il2report.rendering import sandbox
from il2report.rendering.environment import template_environment
from il2report.rendering.markdown import literal, section_text


@pytest.fixture
def rendered(tmp_path, typesetter):
    """Render a text of a study's own templates."""
    sections = tmp_path / "study/templates/sections"
    sections.mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    vocabulary = dict(typesetter().environment.globals)
    vocabulary.pop("range")

    def render(source, **context):
        (sections / "own.md.j2").write_text(source, encoding="utf-8")
        environment = template_environment(tmp_path / "study", vocabulary)
        return environment.get_template("sections/own.md.j2").render(**context)

    return render


ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ study.__class__ }}",
    "{{ num.__globals__ }}",
    "{{ num.__self__ }}",
    "{{ cite.__func__.__code__ }}",
    "{{ study.__init__.__globals__['os'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ '{0.__class__}'.format('') }}",
    "{{ ''['__class__'] }}",
    "{{ self.__init__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ brain_patients.append('x') }}",
]


@pytest.mark.parametrize("source", ESCAPES)
def test_nothing_inside_the_program_can_be_reached(rendered, source):
    with pytest.raises((TemplateError, TypeError)) as refused:
        rendered(source)
    assert "Traceback" not in str(refused.value)


@pytest.mark.parametrize("tag", ["include", "import", "extends"])
@pytest.mark.parametrize(
    "file", ["../../secret.txt", "../secret.txt", "/etc/hostname", "a/../../b"]
)
def test_no_file_outside_the_templates_can_be_included(rendered, tag, file):
    alias = " as x" if tag == "import" else ""
    with pytest.raises(TemplateNotFound):
        rendered(f'{{% {tag} "{file}"{alias} %}}')


ENDLESS = {
    "one long range": "{% for a in range(10**9) %}x{% endfor %}",
    "ranges in ranges": "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "a macro that calls itself twice": (
        "{% macro m(n) %}{% if n %}{{ m(n[1:]) }}{{ m(n[1:]) }}{% endif %}{% endmacro %}"
        "{{ m('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') }}"
    ),
    "a repeated text": "{{ 'x' * 10**9 }}",
    "a repeated list": "{% for a in ['x'] * 10**9 %}{% endfor %}",
    "a number without end": "{% if (10**9) ** (10**9) %}x{% endif %}",
    "a padded text": "{{ 'x'.ljust(10**9) }}",
    "a text padded by a filter": "{{ 'x'|center(10**9) }}",
    "a text padded by a format": "{{ '%1000000000d' % 1 }}",
    "a text padded by a call": "{{ '{:1000000000}'.format(1) }}",
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_template_without_end_is_refused(rendered, monkeypatch, kind):
    monkeypatch.setattr(sandbox, "MOST_STEPS", 10_000)
    with pytest.raises((TemplateError, ArithmeticError)):
        rendered(ENDLESS[kind])


def test_a_template_that_calls_itself_is_refused(rendered):
    with pytest.raises(RecursionError):
        rendered("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")


def test_what_a_text_needs_is_allowed(rendered):
    assert "xxx abc" == rendered(
        "{{ 'x' * n }} {% for a in range(n) %}{{ 'abc'[a] }}{% endfor %}", n=3
    )


HOSTILE = [
    "<script>alert(1)</script>",
    "</style><b>",
    "*bold* _it_ **more**",
    "[x](javascript:alert(1)) [y](http://example.org) ![z](http://example.org/z.png)",
    "{{ 7*7 }} {% raw %}",
    "&amp; &lt; &#42;",
    "`code` ~~gone~~ a|b # no heading",
    'Crohn\'s "own" <http://example.org>',
    "back\\slash \\*",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("source", ["{{ words_of }}", "{{ listed([words_of]) }}"])
def test_text_of_the_data_is_printed_as_it_stands(rendered, text, source):
    expected = f"<p>Of {plain_html(text)}.</p>\n"
    assert expected == str(section_text(rendered(f"Of {source}.", words_of=text)).html)


def plain_html(text):
    """The text as markdown-it writes text that holds no markup."""
    pairs = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"))
    for sign, entity in pairs:
        text = text.replace(sign, entity)
    return text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_is_read_back_from_the_page_as_it_stands(text):
    assert f"<p>{plain_html(text)}</p>\n" == str(section_text(str(literal(text))).html)


def test_what_was_printed_is_not_escaped_again(rendered):
    assert "<b>x</b>" == rendered("{{ printed }}", printed=Markup("<b>x</b>"))
