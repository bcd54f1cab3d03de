// A form as it looks: the viewing copy drawn by docx-preview in a shadow root, or its outline where that is not certain.

import { ask } from './ask.js';

/** Return what shows a place: its cell, or its paragraph outside of tables. */
const shownAt = (named) => (named.id.includes('-column-') && named.closest('td')) || (named.closest('td, p') ?? named);

/** Let a picture show what is in the form alone: one that was linked has nothing to show, and nothing is asked for. */
function onlyFromWithin(picture) {
  const set = picture.setAttribute.bind(picture);
  const isWithin = (name, value) => !/^(src|href|xlink:href)$/.test(name) || /^(blob|data):/.test(value);
  picture.setAttribute = (name, value) => { if (isWithin(name, String(value))) set(name, value); };
  Object.defineProperty(picture, 'src', { set: (value) => picture.setAttribute('src', value) });
}

/** Name a font of the same kind after each one that may not be installed here. */
const withSpareFonts = (css) => css.replace(/font-family:\s*([^;}]+)/g, (all, fonts) => (
  /serif|monospace/i.test(fonts) ? all : `font-family: ${fonts}, ${/times|roman|georgia|garamond|cambria/i.test(fonts) ? 'serif' : 'sans-serif'}`
));

/** Frames places of one form. */
export class Viewer {
  #host; #root = null; #framed = null; #merged = {}; #pointed = null; #turn = 0;

  /** What people wrote beside the form, and in which program. */
  comments = [];
  program = '';

  /** Show forms in a box that scrolls. */
  constructor(host) { this.#host = host; }

  /** Show what lies at the address of a form, and return what has to be said of it. */
  async show(form, of = '') {
    this.#turn += 1;
    this.#host.replaceChildren();
    this.#framed = null;
    this.comments = [];
    const query = of === 'document' ? '?of=document' : '';
    const about = await ask(`${form}/about${query}`).then((answer) => answer.json());
    this.comments = about.comments;
    this.program = about.program;
    if (about.drawn) {
      try {
        const copy = await ask(`${form}/copy${query}`).then((answer) => answer.arrayBuffer());
        await this.#draw(copy);
        this.#merged = about.merged;
        if (about.ids.every((id) => this.#root.getElementById(id))) return this.#said(about);
      } catch (problem) { console.warn('not drawn', problem?.name); }
    }
    await this.#outline(form, query);
    return about.drawn ? 'This form can’t be drawn for certain, so it is shown as what was read.' : 'This form is shown as what was read.';
  }

  /** Show a form as it looks in print, page by page; no place is framed there. */
  async showPages(form) {
    const turn = ++this.#turn;
    this.#framed = this.#root = null;
    this.#merged = {};
    this.comments = [];
    this.#host.replaceChildren();
    const pdf = await import('/static/pdf-4.10.38.min.mjs');
    pdf.GlobalWorkerOptions.workerSrc = '/static/pdf.worker-4.10.38.min.mjs';
    const data = await ask(`${form}/pdf`).then((answer) => answer.arrayBuffer());
    const pages = await pdf.getDocument({ data, isEvalSupported: false, enableXfa: false, useSystemFonts: false }).promise;
    for (let number = 1; number <= pages.numPages; number += 1) {
      const page = await pages.getPage(number);
      if (turn !== this.#turn) break; // something else is shown meanwhile
      const width = this.#host.clientWidth - 24;
      const viewport = page.getViewport({ scale: width * devicePixelRatio / page.getViewport({ scale: 1 }).width });
      const canvas = Object.assign(document.createElement('canvas'), { width: viewport.width, height: viewport.height });
      canvas.className = 'printed';
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', `Page ${number} of ${pages.numPages}, as it looks in print`);
      this.#host.append(canvas);
      await page.render({ canvasContext: canvas.getContext('2d'), viewport }).promise;
    }
    await pages.destroy();
    return 'No entry is framed here. A key that decides shows the form as received first.';
  }

  #said(about) {
    const said = [];
    if (about.older) said.push('This is an older format, shown as LibreOffice converts it.');
    if (about.shapes) said.push('Some shapes drawn on this form are not shown. Open it in Word to see them.');
    return said.join(' ');
  }

  #fresh() {
    const box = document.createElement('div');
    this.#host.replaceChildren(box);
    this.#root = box.attachShadow({ mode: 'open' });
    const inner = document.createElement('div');
    this.#root.append(inner);
    return inner;
  }

  async #draw(copy) {
    const inner = this.#fresh();
    const sheets = [];
    const usual = window.docx.defaultOptions.h;
    const h = (element) => {
      if (element?.tagName === 'style') {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(withSpareFonts((element.children ?? []).join('')));
        sheets.push(sheet);
        return document.createComment('style');
      }
      if (element?.tagName === 'iframe') return document.createComment('frame');
      if (typeof element?.style === 'string') {
        const { style, ...rest } = element;
        const made = usual(rest);
        made.style.cssText = withSpareFonts(style);
        return made;
      }
      const made = usual(element);
      if (element?.tagName === 'img' || element?.tagName === 'image') onlyFromWithin(made);
      if (element?.tagName === 'a') made.removeAttribute('href');
      return made;
    };
    await window.docx.renderAsync(copy, inner, null, {
      renderChanges: true, renderComments: false, renderAltChunks: false, ignoreFonts: true, h,
    });
    const own = new CSSStyleSheet();
    own.replaceSync(await (await ask('/static/paper.css')).text());
    this.#root.adoptedStyleSheets = [...sheets, own];
    const page = inner.querySelector('section');
    if (page) inner.style.zoom = Math.min(1, Math.max(0.5, (this.#host.clientWidth - 24) / page.offsetWidth));
  }

  async #outline(form, query) {
    const found = await ask(`${form}/outline${query}`).then((answer) => answer.text());
    const inner = this.#fresh();
    inner.className = 'outline';
    inner.innerHTML = found;
    const own = new CSSStyleSheet();
    own.replaceSync(await (await ask('/static/paper.css')).text());
    this.#root.adoptedStyleSheets = [own];
    this.#merged = {};
  }

  /** Frame a place and scroll to it; return whether it was found. */
  frame(place) {
    this.#framed?.classList.remove('framed');
    this.#framed = place ? this.#find(place) : null;
    if (!this.#framed) return false;
    this.#framed.classList.add('framed');
    this.scroll();
    return true;
  }

  /** Mark places, so that all of them are seen at once. */
  mark(places, as = 'marked') {
    for (const place of places) if (place) this.#find(place)?.classList.add(as);
  }

  /** Let somebody point at a place, by a click or by Tab and Enter, and say which, and whether it is marked. */
  point(told) {
    const inner = this.#root.firstElementChild;
    inner.classList.add('pointing');
    this.#pointed = { told, places: new Map() };
    for (const named of this.#root.querySelectorAll('[id^="at-"]')) {
      const at = shownAt(named);
      if (at.tagName === 'TABLE' || at.querySelector('table')) continue;
      this.#pointed.places.set(at, named.id);
      at.tabIndex = 0;
    }
    inner.onclick = (event) => this.#pointedAt(event.target);
    inner.onkeydown = (event) => { if (event.key === 'Enter') this.#pointedAt(event.target); };
    inner.querySelector('[tabindex="0"]')?.focus();
  }

  #pointedAt(target) {
    const { told, places } = this.#pointed;
    for (let at = target; at; at = at.parentElement) if (places.has(at)) { told(places.get(at), at.matches('.marked, td.marked *')); return; }
  }

  stopPointing() {
    const inner = this.#root.firstElementChild;
    for (const at of this.#pointed?.places.keys() ?? []) at.removeAttribute('tabindex');
    this.#pointed = null;
    inner.classList.remove('pointing');
    inner.onclick = inner.onkeydown = null;
  }

  /** Scroll to what is framed. */
  scroll() {
    const box = this.#host.getBoundingClientRect();
    const at = this.#framed.getBoundingClientRect();
    this.#host.scrollTop += at.top - box.top - Math.max(16, (box.height - at.height) / 3);
    if (at.left < box.left || at.right > box.right) this.#host.scrollLeft += at.left - box.left - 16;
  }

  /** Return whether what is framed can be seen now; a form without a place for it hides nothing. */
  get isSeen() {
    if (!this.#framed) return true;
    const box = this.#host.getBoundingClientRect();
    const at = this.#framed.getBoundingClientRect();
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    return at.top < bottom - 8 && at.bottom > top + 8 && at.left < Math.min(box.right, innerWidth) && at.right > box.left;
  }

  #find(place) {
    let id = this.#merged[place] ?? place;
    while (id.includes('-')) {
      const found = this.#root?.getElementById(id);
      if (found) return shownAt(found);
      const within = this.#root?.querySelector(`[id^="${CSS.escape(id)}-row-"]`);
      if (within) return within.closest('table');
      id = id.slice(0, id.lastIndexOf('-'));
    }
    return null;
  }
}
