// The table of forms: all of them, or those to look at first when there are many. Only one page of rows is in the
// document at a time, so a thousand forms stay quick.
// Text goes in as text, never as HTML: forms and file names hold whatever people typed.
"use strict";
(() => {
  const PAGE = 25, PRINTED = 1000;
  const DAY_MS = 86400000;
  const found = JSON.parse(document.getElementById("rows").textContent);
  const STATUS = { assessed: "Assessed", needs_review: "Needs review", refused: "Refused", corrected: "Corrected", not_a_form: "Not a form" };
  const STATUS_ORDER = ["needs_review", "refused", "corrected", "assessed", "not_a_form"];
  const isRead = (form) => form.status !== "refused" && form.status !== "not_a_form";
  const PROVISIONAL = "Provisional";
  const SEVERITY = { must: "Must", should: "Should", ask: "Ask", note: "Note" };

  // The order is that of _Contents._record in page.py.
  // The level is the highest that the form could be at; what says so is empty when nothing is open.
  const forms = found.rows.map(([name, who, form, status, level, total, points, outcome, due, link, reasons, open, first, reference, signedOff]) => ({
    name, who, form: found.forms[form], status, level, total, points, outcome: found.outcomes[outcome], due, link,
    reasons: reasons.map((number) => found.texts[number]), open, first, reference, signedOff,
  }));
  const words = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });
  const byWords = (read) => (a, b) => words.compare(read(a), read(b));
  const byNumber = (read) => (a, b) => read(a) - read(b);

  const isUrgent = (form) => form.first.some(([urgent]) => urgent);
  const several = (key) => new Set(forms.map((form) => form[key]).filter(Boolean)).size > 1;
  const columns = [
    { title: "File", key: "file", compare: byWords((form) => form.name), fill: fillFile },
    { title: "Name", key: "who", missing: (form) => !form.who, compare: byWords((form) => form.who), fill: text((form) => form.who) },
    { title: "Look first", key: "first", missing: (form) => !form.first.length, compare: (a, b) => isUrgent(b) - isUrgent(a) || b.level - a.level, fill: fillFirst },
    { title: "Form", key: "form", missing: (form) => !form.form, compare: byWords((form) => form.form), fill: text((form) => form.form), shown: several("form") },
    { title: "Status", key: "status", compare: byNumber((form) => STATUS_ORDER.indexOf(form.status)), fill: fillStatus },
    { title: "RAG", key: "level", missing: (form) => form.level === null, compare: byNumber((form) => form.level), fill: fillLevel },
    { title: "Total", key: "total", missing: (form) => form.total === null, compare: byNumber((form) => form.total), fill: text((form) => form.points) },
    { title: "Outcome", key: "outcome", missing: (form) => !form.outcome, compare: byWords((form) => form.outcome), fill: text((form) => form.outcome) },
    { title: "Review due", key: "due", missing: (form) => !form.due, compare: byWords((form) => form.due), fill: fillDue },
    { title: "To look at", key: "look", missing: (form) => !form.reasons.length, compare: byNumber((form) => form.reasons.length), fill: fillReasons },
  ].filter((column) => column.shown !== false);

  const section = document.getElementById("forms");
  const filters = section.querySelector(".filters"), table = section.querySelector(".forms");
  const count = section.querySelector(".count"), pager = section.querySelector(".pager");
  const body = table.tBodies[0];
  let sorted = { column: columns[0], descending: false }, shown = forms, page = 0, printing = false;

  // Cells

  function element(name, style, content) {
    const made = document.createElement(name);
    if (style) made.className = style;
    if (content !== undefined) made.textContent = content;
    return made;
  }

  function text(read) {
    return (cell, form) => { cell.textContent = read(form); };
  }

  function fillFile(cell, form) {
    const name = element(form.link ? "a" : "span", "", form.name);
    if (form.link) name.href = "./" + form.link.split("/").map(encodeURIComponent).join("/");
    cell.append(name);
    if (form.reference) cell.append(element("small", "", "Ref. " + form.reference));
  }

  function fillStatus(cell, form) {
    cell.classList.add(form.status);
    const said = element("span", "", STATUS[form.status]);
    if (form.signedOff) said.append(element("small", "", "signed off by " + form.signedOff));
    cell.append(said);
  }

  function fillFirst(cell, form) {
    if (!form.first.length) return;
    const list = element("ul", "first");
    for (const [urgent, line] of form.first) list.append(element("li", urgent ? "urgent" : "", line));
    cell.append(list);
  }

  function fillLevel(cell, form) {
    if (!isRead(form)) return;
    const [name, style] = form.level === null ? ["No score", "none"] : found.levels[form.level];
    cell.append(element("span", "rag " + style, form.open || name));
  }

  function fillDue(cell, form) {
    if (!form.due) return;
    const time = element("time", "", form.due.split("-").reverse().join("/"));
    time.dateTime = form.due;
    cell.append(time);
    if (form.due < found.day) cell.append(" ", element("span", "late", "overdue"));
  }

  function fillReasons(cell, form) {
    if (!form.reasons.length) return;
    const details = element("details"), summary = element("summary", "", form.reasons[0][1]);
    if (form.reasons.length > 1) summary.append(" ", element("small", "", "and " + (form.reasons.length - 1) + " more"));
    const list = element("ul", "reasons");
    details.append(summary, list);
    for (const [severity, message, remedy] of form.reasons) {
      const item = element("li"), line = element("span", "", message + " ");
      if (severity) item.append(element("b", "severity " + severity, SEVERITY[severity] || severity));
      line.append(element("em", "", remedy));
      item.append(line);
      list.append(item);
    }
    cell.append(details);
  }

  // What is shown

  function haystack(form) {
    form.haystack ??= [
      form.name, form.who, form.outcome, form.reference, form.signedOff, ...form.first.map((line) => line[1]),
      ...form.reasons.map((reason) => reason[1]),
    ].join("\n").toLowerCase();
    return form.haystack;
  }

  function dueTest(choice) {
    if (!choice) return () => true;
    if (choice === "none") return (form) => !form.due && isRead(form);
    if (choice === "overdue") return (form) => form.due && form.due < found.day;
    const last = new Date(Date.parse(found.day) + Number(choice) * 7 * DAY_MS).toISOString().slice(0, 10);
    return (form) => form.due && form.due >= found.day && form.due <= last;
  }

  function levelTest(choice) {
    if (!choice) return () => true;
    if (choice === PROVISIONAL) return (form) => form.open;
    return (form) => isRead(form) && levelName(form) === choice;
  }

  // A form that could be at a level is listed with those that are, and not with the ones below.
  function levelName(form) {
    return form.level === null ? "No score" : found.levels[form.level][0];
  }

  function select() {
    const wanted = filters.elements.text.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const status = filters.elements.status.value;
    const level = levelTest(filters.elements.level.value), due = dueTest(filters.elements.due.value);
    shown = forms.filter((form) =>
      (!status || form.status === status) && level(form) && due(form) && wanted.every((word) => haystack(form).includes(word)));
    sort();
  }

  function sort() {
    const { column, descending } = sorted, missing = column.missing || (() => false);
    shown = shown.slice().sort((a, b) =>
      missing(a) - missing(b) || (missing(a) ? 0 : (descending ? -1 : 1) * column.compare(a, b)) || words.compare(a.name, b.name));
    page = 0;
    draw();
  }

  function draw() {
    const start = printing ? 0 : page * PAGE, rows = shown.slice(start, start + (printing ? PRINTED : PAGE));
    body.replaceChildren(...rows.map(row));
    const pages = Math.max(1, Math.ceil(shown.length / PAGE));
    pager.hidden = pages === 1;
    pager.querySelector("span").textContent = "Page " + number(page + 1) + " of " + number(pages);
    pager.querySelector("[data-page='-1']").disabled = page === 0;
    pager.querySelector("[data-page='1']").disabled = page === pages - 1;
    const hasOthers = forms.some((form) => form.status === "not_a_form");
    const noun = hasOthers ? " forms and other files" : forms.length === 1 ? " form" : " forms";
    const of = shown.length === forms.length ? "" : " of " + number(forms.length);
    const cut = printing && shown.length > PRINTED ? "; the first " + number(PRINTED) + " are printed, filter for the others" : "";
    const all = found.of ? " listed here, of " + number(found.of) + " in all" : "";
    const none = found.of ? "No form that is listed here fits; the register has all." : "No form fits. Clear the filters to see all.";
    count.textContent = shown.length ? number(shown.length) + of + noun + all + cut : none;
    for (const [index, head] of [...table.tHead.rows[0].cells].entries()) {
      if (columns[index] === sorted.column) head.setAttribute("aria-sort", sorted.descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  function row(form) {
    const made = element("tr");
    made.setAttribute("role", "row");
    for (const column of columns) {
      const cell = element("td", column.key);
      cell.setAttribute("role", "cell");
      cell.dataset.label = column.title;
      column.fill(cell, form);
      made.append(cell);
    }
    return made;
  }

  function number(value) {
    return value.toLocaleString("en-GB");
  }

  // Controls

  function addOption(name, value, label) {
    const option = element("option", "", label);
    option.value = value;
    filters.elements[name].append(option);
  }

  function drawForPrint(on) {
    if (printing === on) return;
    printing = on;
    // With buttons in it Chromium prints the header on the first page alone.
    for (const column of columns) column.head.replaceChildren(on ? column.title : column.button);
    for (const rest of document.querySelectorAll(".rest")) rest.open = on;
    draw();
  }

  for (const column of columns) {
    const head = element("th"), button = element("button", "", column.title);
    head.scope = "col";
    head.setAttribute("role", "columnheader");
    button.type = "button";
    button.addEventListener("click", () => {
      sorted = { column, descending: sorted.column === column && !sorted.descending };
      sort();
    });
    head.append(button);
    Object.assign(column, { head, button });
    table.tHead.rows[0].append(head);
  }
  for (const status of STATUS_ORDER) {
    if (forms.some((form) => form.status === status)) addOption("status", status, STATUS[status]);
  }
  for (const name of new Set(found.levels.map((level) => level[0]))) addOption("level", name, name);
  if (forms.some((form) => form.open)) addOption("level", PROVISIONAL, PROVISIONAL);
  if (forms.some((form) => form.level === null && isRead(form))) addOption("level", "No score", "No score");
  filters.addEventListener("input", select);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.querySelector(".clear").addEventListener("click", () => {
    filters.reset();
    select();
  });
  pager.addEventListener("click", (event) => {
    const step = Number(event.target.dataset.page);
    if (!step) return;
    page += step;
    draw();
    if (event.target.disabled) pager.querySelector("button:enabled")?.focus();
    section.scrollIntoView();
  });
  for (const button of document.querySelectorAll("[data-show], [data-sort]")) {
    button.addEventListener("click", () => {
      filters.reset();
      filters.elements.status.value = button.dataset.show || "";
      const column = columns.find((each) => each.key === button.dataset.sort);
      if (column) sorted = { column, descending: false };
      select();
      section.focus();
      section.scrollIntoView();
    });
  }
  addEventListener("beforeprint", () => drawForPrint(true));
  addEventListener("afterprint", () => drawForPrint(false));

  filters.hidden = table.hidden = !forms.length;
  select();
})();
