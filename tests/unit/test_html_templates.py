"""The templates of HTML fragments: values are escaped, missing ones refused, line breaks of the template dropped."""

import pytest
from jinja2 import UndefinedError

from zcdash.rendering.html.templating import render


def test_values_are_escaped():
    assert render("facts.html", rows=[("<b>1</b>", '"项"&')]) == (
        '<div class="zc-facts"><span><b>&lt;b&gt;1&lt;/b&gt;</b>&#34;项&#34;&amp;</span></div>'
    )


def test_a_value_that_a_template_lacks_is_an_error():
    with pytest.raises(UndefinedError, match="rows"):
        render("facts.html")


def test_line_breaks_of_a_template_are_dropped_and_those_of_a_value_kept():
    html = render("arithmetic.html", steps=["第一步\n  续"], result="完")
    assert "<div>第一步\n  续</div><b>完</b>" in html
    assert html.count("\n") == 1
