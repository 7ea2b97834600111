/* <related-news article="ID" box="related" k="5" src="https://recommender.example"></related-news>
 *
 * Shows one box of related stories on any page. In: the attributes below. Out: a list of links in a shadow root, and the
 * event `related-news:loaded` with the box as its detail. When anything goes wrong the element shows nothing.
 *
 *   article  the id of the article being read (needed, but for breaking news)
 *   box      related (default), similar or breaking
 *   fill     what Similar News shows where it is empty: section or latest; nothing but the notice by default
 *   k        how many cards, 5 by default
 *   src      where the service is; the origin of this script by default
 *   link     a pattern for the page's own addresses, such as /news/{id}; without it a card links to its publisher
 *   heading  the words over the box
 *   language that of the words around the cards; by default the page's
 *
 * Data becomes text by textContent alone, and only http and https addresses become links.
 */
(() => {
  "use strict";

  const HOME = document.currentScript ? new URL(document.currentScript.src).origin : window.location.origin;
  // By language; the service writes them here.
  const WORDS = {};
  const BOXES = ["related", "similar", "breaking"];
  const HOUR = 3600, DAY = 86400, MONTH = 2629746, YEAR = 31556952;
  const UNITS = [[HOUR, 60, "minute"], [DAY, HOUR, "hour"], [14 * DAY, DAY, "day"], [2 * MONTH, 7 * DAY, "week"],
    [2 * YEAR, MONTH, "month"], [Infinity, YEAR, "year"]];

  const STYLE = `
    :host { display: block; font-family: var(--related-news-font, inherit); color: inherit; }
    :host([hidden]) { display: none; }
    * { box-sizing: border-box; margin: 0; padding: 0; }
    [part="box"] { border-top: 3px solid; padding-top: .5em; overflow-wrap: anywhere; }
    [part="heading"] { font-size: 1.25em; line-height: 1.2; }
    [part="list"] { list-style: none; }
    [part="card"] { padding: .9em 0; border-bottom: 1px solid var(--related-news-rule, rgb(128 128 128 / .3)); }
    [part="card"]:last-child { border-bottom: 0; }
    [part="title"] { font-size: 1em; line-height: 1.3; }
    [part="link"] { color: inherit; text-decoration: none; }
    [part="link"]:hover { text-decoration: underline; }
    [part="link"]:focus-visible { outline: 3px solid var(--related-news-accent, currentcolor); outline-offset: 2px; }
    [part="label"] { color: var(--related-news-accent, inherit); font-size: .8em; font-weight: 700; }
    [part="meta"], [part="reason"], [part="notice"] { margin-top: .3em; font-size: .85em; color: var(--related-news-muted, inherit); }
  `;

  /** Make an element that is its own `::part` and holds a text. */
  function make(tag, part, text) {
    const element = document.createElement(tag);
    if (part) element.setAttribute("part", part);
    if (text) element.textContent = text;
    return element;
  }

  /** Return an http or https address, absolute, or null for anything else. */
  function safeUrl(address) {
    try {
      const url = new URL(address, document.baseURI);
      return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
    } catch {
      return null;
    }
  }

  /** Return the words of a language, of the page's by default, or English ones. */
  function wordsOf(language) {
    const subtag = (language || document.documentElement.lang || "en").split("-")[0].toLowerCase();
    return Object.hasOwn(WORDS, subtag) ? WORDS[subtag] : WORDS.en;
  }

  /** Say how long before `now` a time is; midnight stands for a day alone. */
  function age(time, now, words) {
    const isDay = new Date(time) % (1000 * DAY) === 0;
    const then = isDay ? 1000 * DAY * Math.floor(new Date(now) / (1000 * DAY)) : new Date(now);
    const seconds = (then - new Date(time)) / 1000;
    if (!Number.isFinite(seconds)) return "";
    const [, unit, name] = UNITS.find(([limit]) => Math.max(Math.abs(seconds), isDay ? DAY : 0) < limit);
    const phrases = new Intl.RelativeTimeFormat(words.language, { numeric: isDay ? "auto" : "always" });
    return phrases.format(-Math.trunc(seconds / unit), name);
  }

  function metaLine(card, now, words) {
    const line = make("p", "meta");
    if (card.publisher) line.append(make("bdi", "publisher", card.publisher));
    if (card.published_at) {
      const time = make("time", "age", age(card.published_at, now, words));
      time.dateTime = card.published_at;
      line.append(card.publisher ? " · " : "", time);
    }
    return line;
  }

  function cardItem(card, now, pattern, words) {
    const item = make("li", "card");
    if (words.kinds[card.kind]) item.append(make("p", "label", words.kinds[card.kind]));
    const address = safeUrl(pattern ? pattern.replace("{id}", () => encodeURIComponent(card.article_id)) : card.url);
    const title = make("h3", "title");
    const link = make(address ? "a" : "span", "link", card.title || words.untitled);
    if (address) link.href = address;
    title.dir = "auto";
    title.append(link);
    item.append(title, metaLine(card, now, words));
    if (card.reason && card.reason.text) {
      const reason = make("p", "reason", card.reason.text);
      reason.dir = "auto";  // it is read in its own direction, whatever that of the page
      item.append(reason);
    }
    return item;
  }

  class RelatedNews extends HTMLElement {
    static get observedAttributes() {
      return ["article", "box", "fill", "k", "src", "link", "heading", "language"];
    }

    connectedCallback() {
      this.refresh();
    }

    attributeChangedCallback() {
      if (this.isConnected) this.refresh();
    }

    disconnectedCallback() {
      if (this.request) this.request.abort();
    }

    /** Fetch and show the box; attributes set in one go make one request. */
    async refresh() {
      if (this.request) this.request.abort();
      const request = new AbortController();
      this.request = request;
      await Promise.resolve();
      if (request.signal.aborted || (this.box() !== "breaking" && !this.getAttribute("article"))) return;
      try {
        const answer = await fetch(this.address(), { signal: request.signal, credentials: "omit" });
        if (!answer.ok) throw new Error(`the service answered ${answer.status}`);
        const box = await answer.json();
        if (!request.signal.aborted) this.show(box);
      } catch {
        if (!request.signal.aborted && this.shadowRoot) this.shadowRoot.replaceChildren();
      }
    }

    box() {
      return BOXES.includes(this.getAttribute("box")) ? this.getAttribute("box") : "related";
    }

    address() {
      const article = this.getAttribute("article") || "";
      const path = this.box() === "breaking" ? "/v1/breaking" : `/v1/articles/${encodeURIComponent(article)}/${this.box()}`;
      const url = new URL(path, this.getAttribute("src") || HOME);
      url.searchParams.set("k", this.getAttribute("k") || "5");
      if (this.box() === "similar" && this.getAttribute("fill")) url.searchParams.set("fill", this.getAttribute("fill"));
      if (this.box() === "breaking" && article) url.searchParams.set("exclude", article);
      return url;
    }

    /** Return the words over a box; what fills it is never called by the box's own name. */
    heading(box, words) {
      const filled = box.kind_of_box && box.kind_of_box !== box.box ? words.headings[box.kind_of_box] : "";
      return filled || this.getAttribute("heading") || words.headings[box.box] || words.headings.related;
    }

    show(box) {
      const words = wordsOf(this.getAttribute("language"));
      const frame = make("section", "box");
      const heading = make("h2", "heading", this.heading(box, words));
      frame.lang = words.language;
      frame.dir = words.direction;
      frame.setAttribute("aria-label", heading.textContent);
      frame.append(heading);
      const list = make("ol", "list");
      list.append(...box.cards.map((card) => cardItem(card, box.as_of, this.getAttribute("link"), words)));
      if (box.cards.length) frame.append(list);
      if (box.notice) frame.append(make("p", "notice", box.notice));
      this.root().replaceChildren(...(box.cards.length || box.notice ? [frame] : []));
      this.toggleAttribute("empty", box.cards.length === 0);
      this.dispatchEvent(new CustomEvent("related-news:loaded", { detail: box, bubbles: true, composed: true }));
    }

    root() {
      if (this.shadowRoot) return this.shadowRoot;
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      return root;
    }
  }

  if (!customElements.get("related-news")) customElements.define("related-news", RelatedNews);
})();
