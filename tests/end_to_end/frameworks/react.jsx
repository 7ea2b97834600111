import { useState } from "react";

function App({ article, next }) {
  const [shown, setShown] = useState(article);
  return (
    <main>
      <h1>A story</h1>
      <related-news article={shown} box="related" count={3} link="/news/{id}" reasons="false">
        <p>From the server</p>
      </related-news>
      <button onClick={() => setShown(next)}>Next</button>
    </main>
  );
}

export async function render(props) {
  const { renderToString } = await import("react-dom/server");
  return renderToString(<App {...props} />);
}

export async function hydrate(target, props) {
  const { hydrateRoot } = await import("react-dom/client");
  hydrateRoot(target, <App {...props} />);
}
