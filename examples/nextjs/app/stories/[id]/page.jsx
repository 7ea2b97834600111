import { notFound } from "next/navigation";

import RelatedNews from "../../../components/RelatedNews";
import RelatedNewsEmbed from "../../../components/RelatedNewsEmbed";

// In place of the site's own database: stories of the sample corpus, in which everything is invented.
const STORIES = {
  "ac-0424-orrin-two-dead": { title: "Two dead in explosion at Orrin works", text: "The works at Port Averin were on fire…" },
};

// The address of the service as the reader's browser sees it is a setting of the running server, not of the build.
export const dynamic = "force-dynamic";

export default async function Page({ params }) {
  const { id } = await params;
  const story = STORIES[decodeURIComponent(id)];
  if (!story) notFound();
  return (
    <main>
      <h1>{story.title}</h1>
      <p>{story.text}</p>
      <RelatedNews article={decodeURIComponent(id)} box="related" />
      <RelatedNewsEmbed
        service={process.env.RELATED_NEWS_PUBLIC ?? "http://127.0.0.1:8000"}
        article={decodeURIComponent(id)}
        box="similar"
      />
    </main>
  );
}
