"""What a template that came with somebody else's study can do: print, and nothing else."""

import re
from collections.abc import Iterator
from datetime import date
from html import escape

import pytest
from jinja2 import TemplateError, TemplateNotFound
from jinja2.exceptions import SecurityError
from markupsafe import Markup

from il2report.document.html import html
from il2report.document.seals import AlteredPrint
from il2report.document.tree import Fragment, Number
from il2report.errors import Il2ReportError
from il2report.templating import sandbox
from il2report.templating.environment import template_environment
from il2report.templating.markdown import literal, section_text
from il2report.templating.views import View, field, plain

REFUSED = (TemplateError, Il2ReportError)


@pytest.fixture
def setter(typesetter):
    return typesetter()


@pytest.fixture
def rendered(sealed, setter):
    """Render a text of a study's own templates to the text that a page would have."""
    return lambda source, **context: setter.seals.opened(sealed(source, **context))


@pytest.fixture
def sealed(tmp_path, setter):
    """Render a text of a study's own templates, with seals in place of what it prints."""
    sections = tmp_path / "study/templates/sections"
    sections.mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")

    def render(source, **context):
        (sections / "own.md.j2").write_text(source, encoding="utf-8")
        vocabulary = {k: of for k, of in setter.environment.globals.items() if k != "namespace"}
        environment = template_environment(tmp_path / "study", vocabulary, setter.seals)
        return environment.get_template("sections/own.md.j2").render(**context)

    return render


ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ [''] | map(attribute='__class__') | first }}",
    "{{ [''] | selectattr('upper') | first }}",
    "{{ [''] | sort(attribute='__class__') | first }}",
    "{{ '{0.__class__}'.format('') }}",
    "{{ '{0.__class__}'.format_map({}) }}",
    "{{ '%s' % study }}",
    "{{ 'a'.upper() }}",
    "{{ ['a'].pop() }}",
    "{{ {}.update(a=1) }}",
    "{{ study.__class__ }}",
    "{{ study['__class__'] }}",
    "{{ study._fields }}",
    "{{ study.model_dump() }}",
    "{{ study.parse_raw('x', proto='pickle', allow_pickle=true) }}",
    "{{ study.period.start.today() }}",
    "{{ study.period.start.replace(year=1) }}",
    "{{ study.model_fields }}",
    "{{ study.__init__.__globals__['os'] }}",
    "{{ study }}",
    "{{ constant('protocol') }}",
    "{{ constant_value('protocol').model_dump_json() }}",
    "{{ num.__globals__ }}",
    "{{ num.__self__ }}",
    "{{ num.__closure__ }}",
    "{{ num.__wrapped__ }}",
    "{{ num }}",
    "{{ cite.__func__.__code__ }}",
    "{{ ranked('toxicity', 'grade_3.n').append('x') }}",
    "{{ lesion_patients.append('x') }}",
    "{{ (lesion_patients | first).result('duration') }}",
    "{{ self }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ loop }}",
    "{% for a in ['x'] %}{{ loop.cycle('a') }}{% endfor %}",
    "{% for a in ['x'] %}{{ loop._iterator }}{% endfor %}",
    "{% for a in ['x'] %}{{ loop.changed('a') }}{% endfor %}",
    "{% macro m() %}{% endmacro %}{{ m.name }}",
    "{% macro m() %}{{ caller.__class__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "{% set ns = namespace() %}{{ ns.__class__ }}",
    "{% set ns = namespace() %}{{ ns._Namespace__attrs }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ joiner('x') }}",
    "{{ lipsum() }}",
    "{{ dict(a='b') }}",
    "{% import 'sections/title.md.j2' as own %}{{ own.__class__ }}",
    "{{ 'x' | pprint }}",
    "{{ study | tojson }}",
    "{{ study | string }}",
    "{{ study | list }}",
    "{{ '<b>' | safe }}",
    "{{ none }}",
    "{{ true }}",
    "{{ 1.5 }}",
    "{{ 15 }}",
]


@pytest.mark.parametrize("source", ESCAPES)
def test_nothing_inside_the_program_can_be_reached(rendered, source):
    with pytest.raises(REFUSED) as refused:
        rendered(source)
    assert "Traceback" not in str(refused.value)


PLAIN = (str, int, float, bool, date, type(None), Markup)


def test_everything_that_a_template_can_reach_is_a_plain_value_or_a_call_of_the_vocabulary(setter):
    environment = setter.environment
    waiting = list(environment.globals.values())
    waiting += list(frames(setter))
    seen, asked = 0, {}
    while waiting:
        value = waiting.pop()
        seen += 1
        if type(value) in (tuple, list):
            waiting += value
        elif type(value) is dict:
            waiting += value.values()
        elif type(value) is View:
            waiting += [environment.getattr(value, name) for name in value._fields]
        else:
            assert type(value) in PLAIN or environment.is_safe_callable(value), value
        # What a text is asked for is refused whatever it says, and a view is known by its fields.
        kind = type(value) if type(value) in (*PLAIN, tuple, list) else id(value)
        kind = frozenset(value._fields) if type(value) is View else kind
        if kind in asked:
            continue
        asked[kind] = value  # kept, so that its id stays its own
        for name in {*dir(value), "__class__", "gi_frame", "f_globals", "mro"}:
            if type(value) is not View or name not in value._fields:
                with pytest.raises((SecurityError, LookupError)):
                    environment.getattr(value, name)
                with pytest.raises((SecurityError, LookupError)):
                    environment.getitem(value, name)
    assert 1000 < seen


def frames(setter) -> Iterator[object]:
    """What the frames of page and tables are filled with."""
    given = []
    environment = setter.environment
    get_template = environment.get_template

    def recorded(name, *parent):  # an include says which template it is in
        template = get_template(name, *parent)
        render = template.render

        def rendering(*arguments, **named):
            given.append(dict(*arguments, **named))
            return render(*arguments, **named)

        template.render = rendering
        return template

    environment.get_template = recorded
    setter.manuscript()
    del environment.get_template
    assert {"sections", "table", "caption"} <= {name for each in given for name in each}
    return iter(given)


def test_filters_and_tests_are_those_that_are_listed(setter):
    environment = setter.environment
    known = sandbox.LIST_FILTERS | sandbox.TEXT_FILTERS | sandbox.ANY_FILTERS
    assert known == set(environment.filters)
    assert set(environment.tests) == sandbox.TESTS


@pytest.mark.parametrize("value", [object(), open, len, sandbox, {1: object()}, [print], View])
def test_a_new_kind_of_value_is_no_accident(value):
    with pytest.raises(TypeError):
        plain(value)


def test_a_subclass_of_a_plain_value_becomes_plain():
    class Loud(str):
        __slots__ = ()

    class Far(date):
        pass

    assert [str, date] == [type(plain(value)) for value in (Loud("x"), Far(2001, 2, 3))]


def test_an_unknown_field_names_the_nearest():
    with pytest.raises(LookupError) as refused:
        field(View({"title": "x"}), "titel")
    assert "there is no field 'titel'. Did you mean title?" == str(refused.value)


def test_an_unknown_field_that_is_near_to_none_lists_those_that_there_are():
    with pytest.raises(LookupError) as refused:
        field(View({"title": "x", "authors": ()}), "year")
    assert "there is no field 'year'; the fields are title, authors." == str(refused.value)


@pytest.mark.parametrize("tag", ["include", "import", "extends"])
@pytest.mark.parametrize(
    "file", ["../../secret.txt", "../secret.txt", "/etc/hostname", "a/../../b"]
)
def test_no_file_outside_the_templates_can_be_included(rendered, tag, file):
    alias = " as x" if tag == "import" else ""
    with pytest.raises(TemplateNotFound):
        rendered(f'{{% {tag} "{file}"{alias} %}}')


ENDLESS = {
    "a range": "{% for a in range(10**9) %}x{% endfor %}",
    "loops in loops": "{% set xs = ['x'] * 9999 %}{% for a in xs %}{% for b in xs %}{% endfor %}{% endfor %}",
    "loops in loops that print nothing and ask for no loop variable": (
        "{% set xs = ['x'] * 9999 %}{% for a in xs %}{% for b in xs if false %}{% endfor %}{% for b in xs %}"
        "{% endfor %}{% endfor %}"
    ),
    "a recursive loop": "{% for a in ['x'] recursive %}{{ loop(['x', 'x']) }}{% endfor %}",
    "a macro that calls itself twice": (
        "{% macro m(n) %}{% if n %}{{ m(n[1:]) }}{{ m(n[1:]) }}{% endif %}{% endmacro %}"
        "{{ m('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') }}"
    ),
    "a repeated text": "{{ 'x' * 10**9 }}",
    "a repeated list": "{% for a in ['x'] * 10**9 %}{% endfor %}",
    "a number without end": "{% if (10**9) ** (10**9) %}x{% endif %}",
    "a number that grows": "{% set a = 10**9 %}" + "{% set a = a * a %}" * 60,
    "a text that doubles by ~": "{% set a = 'xx' %}" + "{% set a = a ~ a %}" * 60,
    "a text that doubles by +": "{% set a = 'xx' %}" + "{% set a = a + a %}" * 60,
    "a list that doubles": "{% set a = ['x'] %}" + "{% set a = a + a %}" * 60,
    "a block that doubles": "{% set a = 'xx' %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 60,
    "a padded text": "{{ 'x'.ljust(10**9) }}",
    "a text padded by a filter": "{{ 'x'|center(10**9) }}",
    "a text padded by a format": "{{ '%1000000000d' % 1 }}",
    "a text padded by a call": "{{ '{:1000000000}'.format(1) }}",
    "deep tags": "{% if true %}" * 200 + "{% endif %}" * 200,
    "deep loops": "{% for a in ['x'] %}" * 25 + "{% endfor %}" * 25,
    "deep parentheses": "{{ " + "(" * 5000 + "'x'" + ")" * 5000 + " }}",
    "deep lists": "{% set a = " + "[" * 150 + "]" * 150 + " %}",
    "a long chain of operators": "{% set a = " + "'x' and " * 5000 + "'x' %}",
    "a file that includes itself": "{% include 'sections/own.md.j2' %}",
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_template_without_end_is_refused(rendered, monkeypatch, kind):
    monkeypatch.setattr(sandbox, "MOST_STEPS", 10_000)
    monkeypatch.setattr(sandbox, "MOST_CHARACTERS", 1_000_000)
    with pytest.raises((*REFUSED, RecursionError)):
        rendered(ENDLESS[kind])


TURNS = "{% for a in xs %}{% endfor %}"


@pytest.mark.parametrize(("turns", "is_refused"), [(98, False), (99, False), (100, True)])
def test_the_bound_on_steps_is_exact(rendered, monkeypatch, turns, is_refused):
    """A run of the file is one step, and each turn one."""
    monkeypatch.setattr(sandbox, "MOST_STEPS", 100)
    if not is_refused:
        assert "" == rendered(TURNS, xs=["x"] * turns)
        return
    with pytest.raises(SecurityError, match="take more than 100 steps"):
        rendered(TURNS, xs=["x"] * turns)


def test_text_between_the_tags_of_a_loop_counts_in_each_turn(rendered, monkeypatch):
    monkeypatch.setattr(sandbox, "MOST_CHARACTERS", 1000)
    with pytest.raises(SecurityError, match="print more than 1000 characters"):
        rendered("{% for a in xs %}" + "x" * 100 + "{% endfor %}", xs=["x"] * 11)


def test_time_is_bounded(rendered, monkeypatch):
    monkeypatch.setattr(sandbox, "MOST_SECONDS", -1)
    with pytest.raises(SecurityError, match="take more than -1 seconds"):
        rendered("x")


def test_what_a_text_needs_is_allowed(rendered):
    source = (
        "{{ 'x' * n }}{% set ns = namespace(got=[]) %}{% for a in ['b', 'a'] | sort %}"
        "{% set ns.got = ns.got + [a | upper] %}{{ loop.index0 == 0 and a or '' }}{% endfor %}"
        "{{ ns.got | join('-') }} {{ study.journal.style }} {{ ns.got[0] }}"
    )
    assert "xxxaA-B anticancer-research A" == rendered(source, n=3)


FORGED = [
    "{{ num('cohort.n') | reverse }}",
    "{{ num('cohort.n') | striptags | reverse }}",
    "{{ num('cohort.n')[1:] }}",
    "{{ num('cohort.n')[::-1] }}",
    "{% for a in num('cohort.n') | list %}{{ a }}{% endfor %}",
    "{% for a in num('cohort.n') %}{% if not loop.first %}{{ a }}{% endif %}{% endfor %}",
    "{% set ns = namespace(t='') %}{% for a in num('cohort.n') %}{% set ns.t = a ~ ns.t %}{% endfor %}{{ ns.t }}",
    "{{ num('cohort.n') | replace('1', '7') }}",
    "{{ (num('cohort.n') ~ '') | replace('1', '7') }}",
    "{{ (num('cohort.n') ~ '')[1:] }}",
    "{{ num('cohort.n') | upper }}",
    "{{ (num('cohort.n') ~ 'x') | lower }}",
    "{% set x %}{{ num('cohort.n') }}{% endset %}{{ x | upper }}",
    "{% set x %}{{ num('cohort.n') }}{% endset %}{{ x[2:] }}",
    "{{ num('cohort.n') | list | sort | join }}",
    "{{ [num('cohort.n')] | map('upper') | first }}",
    "{{ num('cohort.n') | first }}",
    "{{ num('cohort.n') * 2 if false else num('cohort.n')[:4] * 3 }}",
    "{{ '%s' % num('cohort.n') }}",
    "{{ percent('response.orr.percent') | trim('%') | reverse }}",
]


@pytest.mark.parametrize("source", FORGED)
def test_what_a_call_printed_cannot_be_altered(rendered, source):
    with pytest.raises(REFUSED):
        rendered(source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ num('cohort.n') }}",
        "{{ num('cohort.n') ~ '' }}",
        "{{ [num('cohort.n')] | join(', ') }}",
        "{{ [num('cohort.n')] | first }}",
        "{% set x %} {{ num('cohort.n') }} {% endset %}{{ x | trim }}",
        "{{ listed([num('cohort.n')]) }}",
        "{{ capitalised(num('cohort.n')) }}",
    ],
)
def test_what_a_call_printed_can_be_kept_and_joined(rendered, source):
    assert '<data value="15" data-result="cohort.n">15</data>' == rendered(source)


def test_a_seal_of_another_manuscript_is_refused(rendered, typesetter):
    strange = typesetter().seals.seal(Fragment.of("15"))
    with pytest.raises(AlteredPrint):
        rendered("{{ strange }}", strange=strange)


def test_a_seal_in_an_attribute_or_a_title_is_opened_to_its_words(setter):
    seal = setter.seals.seal(Fragment.of(Number("a", '<1"', 1)))
    text = f'<p title="of {seal}">{seal}</p><title>{seal}</title>'
    expected = (
        '<p title="of &lt;1&#34;"><data value="1" data-result="a">&lt;1"</data></p>'
        "<title>&lt;1&#34;</title>"
    )
    assert expected == setter.seals.opened(text)


def test_a_sealed_word_is_capitalised_within_its_mark(setter):
    seal = setter.seals.seal(Fragment.of(Number("a", "two", 2)))
    raised = setter.seals.capitalised(seal + Markup(" patients"))
    assert '<data value="2" data-result="a">Two</data> patients' == setter.seals.opened(raised)


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
def test_text_of_the_data_is_printed_as_it_stands(sealed, setter, text, source):
    expected = f"<p>Of {plain_html(text)}.</p>\n"
    section = section_text(sealed(f"Of {source}.", words_of=text), setter.seals.unsealed)
    assert expected == str(html(section.nodes))


def plain_html(text):
    """The text as a page has it that holds no markup."""
    return escape(text, quote=False)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_is_read_back_from_the_page_as_it_stands(text):
    assert f"<p>{plain_html(text)}</p>\n" == str(html(section_text(str(literal(text))).nodes))


def test_what_was_printed_is_not_escaped_again(rendered):
    assert "<b>x</b>" == rendered("{{ printed }}", printed=Markup("<b>x</b>"))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ num() }}", "num() takes result id"),
        ("{{ num('cohort.n', 2) }}", "num() takes result id"),
        ("{{ num('cohort.n', decimals=2) }}", "num() takes result id"),
        ("{{ num(none) }}", 'such as num("cohort.n"), and was given none'),
        ("{{ num([]) }}", 'as its result id, such as num("cohort.n"), and was given a list'),
        ("{{ num(study) }}", "and was given a view or a call"),
        ("{{ words('cohort.n', true) }}", "words() takes result id, start=... (may be left out)"),
        (
            "{{ counted('cohort.n') }}",
            "counted() takes result id, noun, plural noun (may be left out)",
        ),
        ("{{ counted('cohort.n', none) }}", "as its noun"),
        ("{{ cite() }}", "cite() takes one or more keys"),
        ("{{ cite('atkins1999', none) }}", "was given none"),
        ("{{ listed(none) }}", "listed() takes a list as its items"),
        ("{{ ordinal('x') }}", "ordinal() takes a whole number as its rank, and was given a text"),
        ("{{ quantifier('a', none) }}", "quantifier() takes a whole number as its k"),
        ("{{ capitalised(none) }}", "capitalised() takes a text"),
        ("{{ label(none, none, none) }}", "label() takes a text in quotation marks as its table"),
        ("{{ p_value('x') }}", "p_value() takes nothing between its parentheses"),
    ],
)
def test_a_call_with_what_it_does_not_take_says_what_it_takes(rendered, source, said):
    with pytest.raises(Il2ReportError, match=re.escape(said)):
        rendered(source)


def test_a_call_of_any_number_of_ids_takes_none(rendered):
    assert "no" == rendered("{% if significant(*[]) %}yes{% else %}no{% endif %}")
