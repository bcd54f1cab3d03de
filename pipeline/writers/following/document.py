"""Following documents: a share sheet, a referral, an agenda, made of what their mapping allows them to hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jinja2 import TemplateError

from pipeline.errors import InvalidMapping, RefusedForm
from pipeline.words import joined_by
from pipeline.writers.following.content import Content, content_of, label_of
from pipeline.writers.following.facts import Origin
from pipeline.writers.following.layout import laid_out, laid_out_list
from pipeline.writers.following.package import templated_package, usual_package
from pipeline.writers.following.template import document_problems, values_of
from pipeline.writers.template.files import read_template
from pipeline.writers.template.render import rendered_parts
from pipeline.writers.word.build import LANDSCAPE_WIDTH, WIDTH

if TYPE_CHECKING:
    from pipeline.mapping import Mapping
    from pipeline.mapping.documents import FollowingDocument


def document_bytes(document: FollowingDocument, origin: Origin, *, on_request: bool = False) -> bytes:
    """Make a document that follows from one form.

    Args:
        document: Which one.
        origin: What it may be made from.
        on_request: Give also what is given only when somebody asks for it.

    Raises:
        InvalidMapping: Its template is wrong.
    """
    content = content_of(document, origin, on_request=on_request)
    if document.template is None:
        return usual_package(laid_out(content), content.title, width=WIDTH)
    data = read_template(document, origin.mapping)
    try:
        template, changed = rendered_parts(data, values_of(content))
        return templated_package(template, changed, content.title)
    except (TemplateError, TypeError, RefusedForm) as error:
        said = document_problems(origin.mapping) or [f"{document.template}: the template can't be filled in."]
        raise InvalidMapping("\n".join(said), remedy="Mend the template in Word.", code="template_invalid") from error


def list_bytes(document: FollowingDocument, mapping: Mapping, rows: Sequence[Origin], open_: Sequence[str]) -> bytes:
    """Make a document that lists many forms.

    Args:
        document: Which one.
        mapping: Of the forms.
        rows: What each row may be made from.
        open_: What is said of forms of which it can't be told whether they belong here.
    """
    contents = [content_of(document, origin) for origin in rows]
    headers = [label_of(name, part, mapping) for part in document.parts for name in part.fields]
    texts = [[joined_by("\n", item.shown) for item in content.items] for content in contents]
    empty = Content(
        title=document.title, for_whom=document.for_, say=document.say, form_title=mapping.form.title, sections=()
    )
    return usual_package(laid_out_list(empty, headers, texts, open_), document.title, width=LANDSCAPE_WIDTH)
