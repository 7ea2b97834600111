// Titles as one types, on top of fields that work without: a list of articles under the field, by the keyboard too.
// A field says what a choice does: data-titles="open" goes to the article's page, "fill" writes its id.
"use strict";

const PAUSE = 120; // milliseconds after a key before the titles are asked for
let lists = 0;

class Titles {
  constructor(field) {
    this.field = field;
    this.articles = [];
    this.at = -1;
    this.asked = 0;
    this.list = document.createElement("ul");
    this.list.id = `titles-${++lists}`;
    this.list.className = "titles";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Articles");
    this.list.hidden = true;
    this.status = document.createElement("span");
    this.status.className = "spoken";
    this.status.setAttribute("role", "status");
    field.after(this.list, this.status); // the field stays where it is, with the focus that it may have
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(roles)) field.setAttribute(name, value);
    field.autocomplete = "off";
    field.addEventListener("input", () => this.wait());
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => this.close());
    // The mouse must not take the focus from the field before the click has come.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const words = this.field.value.trim();
    const asked = ++this.asked;
    if (!words) return this.close();
    try {
      const answer = await fetch(`/desk/titles?words=${encodeURIComponent(words)}`, { redirect: "error" });
      if (!answer.ok) return this.close();
      const { articles } = await answer.json();
      if (asked === this.asked && document.activeElement === this.field) this.show(articles);
    } catch {
      this.close(); // the form is there all the same
    }
  }

  show(articles) {
    this.articles = articles;
    this.list.replaceChildren(...articles.map((article, at) => this.option(article, at)));
    this.mark(-1);
    this.open(articles.length > 0);
    this.status.textContent = articles.length === 1 ? "1 article" : `${articles.length} articles`;
  }

  option(article, at) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${at}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const title = document.createElement("bdi");
    title.textContent = article.title || article.article_id;
    if (article.language) title.lang = article.language;
    const rest = document.createElement("span");
    rest.className = "meta";
    rest.textContent = [article.publisher, (article.published_at || "").slice(0, 10)].filter(Boolean).join(" · ");
    option.append(title, rest);
    return option;
  }

  key(event) {
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && this.articles.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const places = this.articles.length + 1; // one of them is the field itself
      this.open(true);
      this.mark(((this.at + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && !this.list.hidden && this.at >= 0) {
      event.preventDefault();
      this.choose(this.at);
    }
  }

  mark(at) {
    this.at = at;
    [...this.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    if (at < 0) return this.field.removeAttribute("aria-activedescendant");
    this.field.setAttribute("aria-activedescendant", this.list.children[at].id);
    this.list.children[at].scrollIntoView({ block: "nearest" });
  }

  choose(at) {
    const article = this.articles[at];
    this.close();
    if (this.field.dataset.titles === "open") location.assign(article.path);
    else this.field.value = article.article_id;
  }

  open(isOpen) {
    this.list.hidden = !isOpen;
    this.field.setAttribute("aria-expanded", String(isOpen));
  }

  close() {
    clearTimeout(this.timer);
    this.asked++;
    this.open(false);
    this.mark(-1);
    this.status.textContent = "";
  }
}

document.querySelectorAll("input[data-titles]").forEach((field) => new Titles(field));
