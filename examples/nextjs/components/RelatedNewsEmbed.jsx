"use client";

/* The same box in the reader's browser, by the service's own script: for what changes by the minute, breaking news say. */

import Script from "next/script";

export default function RelatedNewsEmbed({ service, article, box = "related", count = 5 }) {
  return (
    <>
      <Script src={`${service}/embed.js`} strategy="afterInteractive" />
      <related-news article={article} box={box} count={count} link="/stories/{id}" />
    </>
  );
}
