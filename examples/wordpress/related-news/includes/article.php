<?php
/**
 * A post as an article of the service: whether everybody may read it, its id, and its record.
 */

namespace Related_News;

use WP_Post;

defined( 'ABSPATH' ) || exit;

/** Return the types of posts that are articles. */
function post_types(): array {
	return (array) apply_filters( 'related_news_post_types', array( 'post' ) );
}

/** Return whether a post is an article that everybody may read. */
function is_public( ?WP_Post $post ): bool {
	$public = $post && in_array( $post->post_type, post_types(), true )
		&& 'publish' === $post->post_status && '' === (string) $post->post_password;
	return (bool) apply_filters( 'related_news_is_public', $public, $post );
}

/** Return the id of a post: its guid, as in the site's feed and export, which a new slug does not change. */
function article_id( WP_Post $post ): string {
	$guid = html_entity_decode( (string) $post->guid );
	return '' !== $guid && strlen( $guid ) <= 200 ? $guid : home_url( '/?p=' . $post->ID );
}

/** Return what the service is sent of a post; it makes plain text of blocks, shortcodes and markup itself. */
function article_of( WP_Post $post ): array {
	$sections = names_of( $post, 'category' );
	$record   = array(
		'title'        => $post->post_title,
		'text'         => '' !== trim( $post->post_content ) ? $post->post_content : $post->post_excerpt,
		'url'          => (string) get_permalink( $post ),
		'publisher'    => html_entity_decode( (string) get_bloginfo( 'name' ), ENT_QUOTES ),
		'published_at' => time_of( $post, 'date' ),
		'updated_at'   => time_of( $post, 'modified' ),
		'section'      => $sections[0] ?? '',
		'language'     => (string) get_bloginfo( 'language' ),
		'tags'         => array_slice( array_merge( array_slice( $sections, 1 ), names_of( $post, 'post_tag' ) ), 0, 100 ),
		'authors'      => array_filter( array( (string) get_the_author_meta( 'display_name', (int) $post->post_author ) ) ),
		'image_url'    => (string) get_the_post_thumbnail_url( $post, 'medium_large' ),
	);
	return (array) apply_filters( 'related_news_article', array_filter( $record ), $post );
}

/** Return the names of a post's categories or tags, without the category of what has none. */
function names_of( WP_Post $post, string $taxonomy ): array {
	$terms = get_the_terms( $post, $taxonomy );
	$names = array();
	foreach ( is_array( $terms ) ? $terms : array() as $term ) {
		if ( 'uncategorized' !== $term->slug ) {
			$names[] = html_entity_decode( $term->name, ENT_QUOTES );
		}
	}
	return $names;
}

/** Return a time of a post in UTC; empty where it has none. */
function time_of( WP_Post $post, string $field ): string {
	$time = get_post_datetime( $post, $field, 'gmt' );
	return $time ? $time->setTimezone( new \DateTimeZone( 'UTC' ) )->format( 'Y-m-d\TH:i:s\Z' ) : '';
}
