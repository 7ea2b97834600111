import App from "./App.svelte";

export async function render(props) {
  const { render } = await import("svelte/server");
  return (await render(App, { props })).body;
}

export async function hydrate(target, props) {
  const { hydrate } = await import("svelte");
  hydrate(App, { target, props });
}
