/* The boxes of a story, made on the server: there without JavaScript, for search engines and before anything loads.
 *
 * They are asked for anew each time, which takes the service a millisecond: what Next.js keeps it shows once more however
 * old it is, and with it a story that has been taken down. Without an answer in time the page is made without boxes. */

const SERVICE = process.env.RELATED_NEWS_SERVICE ?? "http://127.0.0.1:8000";

export default async function RelatedNews({ article, box = "both", k = 5 }) {
  const html = await fragment(article, new URLSearchParams({ box, k, link: "/stories/{id}", notices: "false" }));
  // The service is ours, and escapes what is in its boxes.
  return html ? <div dangerouslySetInnerHTML={{ __html: html }} /> : null;
}

async function fragment(article, options) {
  const address = `${SERVICE}/v1/articles/${encodeURIComponent(article)}/boxes.html?${options}`;
  try {
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(800) });
    return answer.ok ? await answer.text() : "";
  } catch {
    return "";
  }
}
