import { createSSRApp } from "vue/dist/vue.esm-bundler.js";

const App = {
  props: ["article", "next"],
  data() {
    return { shown: this.article };
  },
  template: `
    <main>
      <h1>A story</h1>
      <related-news :article="shown" box="related" :count="3" link="/news/{id}" reasons="false">
        <p>From the server</p>
      </related-news>
      <button @click="shown = next">Next</button>
    </main>`,
};

function app(props) {
  const made = createSSRApp(App, props);
  made.config.compilerOptions.isCustomElement = (tag) => tag === "related-news";
  return made;
}

export async function render(props) {
  const { renderToString } = await import("vue/server-renderer");
  return renderToString(app(props));
}

export function hydrate(target, props) {
  app(props).mount(target);
}
