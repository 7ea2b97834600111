/* <related-news article="ID" box="related" count="5" src="https://recommender.example"></related-news>
 *
 * Shows one box of stories on any page; docs/embed.md has its attributes, parts, custom properties and events.
 *
 * In: attributes, which are properties too. Out: a list of links in a shadow root, and an event for what came of it. The
 * element changes nothing that the page can see of it, neither its attributes nor its children, so that a framework finds
 * what it has rendered. Data becomes text by textContent alone, and only http and https addresses become links. When
 * anything goes wrong, it shows its children if it has any, which may be the same box as the server rendered it, or else
 * nothing.
 *
 * The service puts the words of all languages, the style and cards.js in their places here.
 */
(() => {
  "use strict";

  const HOME = document.currentScript ? new URL(document.currentScript.src).origin : window.location.origin;
  const WORDS = {};
  const STYLE = "";
  /* cards.js */

  const SITEWIDE = ["breaking", "trending"];
  const BOXES = ["related", "similar", ...SITEWIDE];
  const ATTRIBUTES = ["article", "box", "count", "k", "fill", "src", "link", "heading", "language", "reasons", "notices",
    "images", "loading", "height", "publishable-key"];  // a `key` would never get through React or Vue
  const NEAR = "600px";  // Below the screen: about as far as a reader scrolls while the box is fetched.
  const PATIENCE = 10_000;  // How long the service may take, in milliseconds.
  const SHEET = new CSSStyleSheet();  // Not a style element, which the policy of the page may forbid.
  SHEET.replaceSync(STYLE);

  /** Return the property of an attribute. */
  const propertyOf = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

  class RelatedNews extends HTMLElement {
    static get observedAttributes() {
      return ATTRIBUTES;
    }

    #room = new CSSStyleSheet();  // how high the box is at least
    #frame = make("div", "frame");
    #states = null;
    #observer = null;
    #request = null;
    #isAwaited = false;
    #box = null;  // what is shown, and whose answer it is
    #address = "";

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [SHEET, this.#room];
      root.append(this.#frame);
      this.#states = this.attachInternals?.().states;
    }

    connectedCallback() {
      for (const name of ATTRIBUTES.map(propertyOf).filter((each) => Object.hasOwn(this, each))) {
        const value = this[name];  // set before the element was defined
        delete this[name];
        this[name] = value;
      }
      this.#changed();
    }

    attributeChangedCallback() {
      if (this.isConnected) this.#changed();
    }

    disconnectedCallback() {
      this.#stop();
    }

    /** Begin anew; attributes that are set in one go make one request. */
    async #changed() {
      if (this.#isAwaited) return;
      this.#isAwaited = true;
      await Promise.resolve();
      this.#isAwaited = false;
      if (!this.isConnected) return;
      this.#stop();
      const name = this.getAttribute("box") || "related";
      if (!BOXES.includes(name)) this.#fail(`box="${name}": expected ${BOXES.join(", ")}`);
      else if (!this.getAttribute("article") && !SITEWIDE.includes(name)) this.#clear();
      else this.#ask(name, this.#addressOf(name));
    }

    /** Fetch a box when it is near the screen; what has been answered is drawn anew. */
    #ask(name, address) {
      if (!address) this.#fail(`src="${this.getAttribute("src")}": expected an address`);
      else if (address.href === this.#address) this.#draw();
      else {
        if (!this.#box) this.#reserve();
        if (this.getAttribute("loading") === "eager") this.#load(name, address);
        else this.#whenNear(() => this.#load(name, address));
      }
    }

    #stop() {
      this.#request?.abort();
      this.#observer?.disconnect();
    }

    #whenNear(then) {
      this.#observer = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        this.#observer.disconnect();
        then();
      }, { rootMargin: NEAR });
      this.#observer.observe(this);
    }

    /** Return where a box is asked for, or null if the service has no web address.
     *
     * Beside an article, what is breaking or trending is that of its page, which repeats nothing of its other boxes.
     */
    #addressOf(name, article = this.getAttribute("article")) {
      const language = this.#language(), box = SITEWIDE.includes(name) ? "boxes" : name;
      const path = article ? `/v1/articles/${encodeURIComponent(article)}/${box}` : `/v1/${name}`;
      const url = safeUrl(path, safeUrl(this.getAttribute("src") || HOME));
      if (!url) return null;
      url.searchParams.set("k", this.#count());
      if (language) url.searchParams.set("page_language", wordsOf(language).language);
      if (language && name === "trending" && !article) url.searchParams.set("language", wordsOf(language).language);
      if (name === "similar" && this.getAttribute("fill")) url.searchParams.set("fill", this.getAttribute("fill"));
      return url;
    }

    #count() {
      return this.getAttribute("count") || this.getAttribute("k") || "5";
    }

    /** Return the language of the page around the element, empty if it does not say. */
    #language() {
      return this.getAttribute("language") || this.closest("[lang]")?.lang || "";
    }

    /** Return whether the page wants a part of the box; an attribute that is there says yes, but for these words. */
    #wants(name, byDefault) {
      const value = this.getAttribute(name);
      return value === null ? byDefault : !["false", "none"].includes(value.trim().toLowerCase());
    }

    async #load(name, address) {
      const request = new AbortController();
      this.#request = request;
      const late = setTimeout(() => request.abort("late"), PATIENCE), key = this.getAttribute("publishable-key");
      try {
        const headers = key ? { Authorization: `Bearer ${key}` } : {};
        const answer = await fetch(address, { headers, signal: request.signal, credentials: "omit" });
        const said = await answer.json();
        const sitewide = SITEWIDE.includes(name) ? this.#addressOf(name, null) : address;
        if (answer.ok) this.#take(said.boxes ? said.boxes[name] : said, address.href);
        else if ([404, 410].includes(answer.status) && sitewide.href !== address.href) this.#load(name, sitewide);
        else this.#fail(`the service answered ${answer.status}: ${said.detail}`, answer.status);
      } catch (error) {
        if (request.signal.reason === "late") this.#fail(`no answer within ${PATIENCE / 1000} seconds`);
        else if (!request.signal.aborted) this.#fail(String(error));
      } finally {
        clearTimeout(late);
      }
    }

    #take(box, address) {
      const isEmpty = !(box.cards || box.tags).length;
      this.#box = box;
      this.#address = address;
      this.#draw();
      this.#state("empty", isEmpty);
      this.#tell("loaded", box);
      if (isEmpty) this.#tell("empty", box);
    }

    #draw() {
      const look = {
        words: wordsOf(this.#language()),
        heading: this.#wants("heading", true) ? this.getAttribute("heading") || "true" : null,
        reasons: this.#wants("reasons", true),
        notices: this.#wants("notices", !SITEWIDE.includes(this.#box.box)),  // it is no news that nothing is breaking
        images: this.#wants("images", false),
        link: this.getAttribute("link"),
      };
      this.#fill(sectionOf(this.#box, look));
    }

    #fail(message, status = null) {
      this.#clear();
      if (status === null || status === 422) console.warn(`<related-news>: ${message}`);
      this.#tell("error", { message, status, article: this.getAttribute("article"), box: this.getAttribute("box") });
    }

    /** Show what the page itself has put into the element, or else nothing. */
    #clear() {
      this.#box = null;
      this.#address = "";
      this.#state("empty", false);
      this.#fill(make("slot"));
    }

    /** Keep the place of a box that is still to come; children of the element take it as long as there are any. */
    #reserve() {
      const slot = make("slot"), placeholder = make("div", "placeholder");
      for (let card = 0; card < Math.min(this.#count(), 50); card++) placeholder.append(make("div", "placeholder-card"));
      slot.addEventListener("slotchange", () => { placeholder.hidden = slot.assignedElements().length > 0; });
      this.#frame.replaceChildren(slot, placeholder);
      this.#setRoom(0);
    }

    /** Show something in the place of what was shown. The place kept for cards is theirs, if a reader sees it. */
    #fill(content) {
      const { top, height } = this.getBoundingClientRect(), isSeen = top < window.innerHeight;
      const isFirst = this.#frame.lastChild?.part?.contains("placeholder"), isFilled = content?.localName === "section";
      const hasCards = isFilled && content.querySelector("[part=list]");
      this.#frame.replaceChildren(...(content ? [content] : []));
      this.#setRoom(isFirst && hasCards && isSeen ? height : 0, isFilled || isSeen);
    }

    /** Fix the height if the page has one for the element, by an attribute or a custom property; or else if it is kept.
     *
     * What is kept is that of the place of the cards, 0 for none: a box that grew would push away what is being read.
     */
    #setRoom(kept, isFixed = true) {
      const pixels = Number.parseFloat(this.getAttribute("height"));
      const rule = (height) => height > 0 ? `:host { --related-news-height: ${height}px; }` : "";
      this.#room.replaceSync(rule(pixels));
      const hasHeight = isFixed && getComputedStyle(this).getPropertyValue("--related-news-height").trim() !== "";
      this.#frame.part.toggle("fixed", hasHeight || kept > 0);
      if (!hasHeight) this.#room.replaceSync(rule(kept));
    }

    #state(name, is) {
      try {
        this.#states?.[is ? "add" : "delete"](name);
      } catch {
        // Browsers of before 2024 want another form of the name; nothing but a page's own style depends on it.
      }
    }

    #tell(event, detail) {
      this.dispatchEvent(new CustomEvent(`related-news:${event}`, { detail, bubbles: true, composed: true }));
    }
  }

  for (const name of ATTRIBUTES) {
    Object.defineProperty(RelatedNews.prototype, propertyOf(name), {
      get() {
        return this.getAttribute(name);
      },
      set(value) {
        if (value === null || value === undefined) this.removeAttribute(name);
        else this.setAttribute(name, value);
      },
      configurable: true,
      enumerable: true,
    });
  }

  if (!customElements.get("related-news")) customElements.define("related-news", RelatedNews);
})();
