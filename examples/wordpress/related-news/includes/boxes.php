<?php
/**
 * The boxes: HTML that the service makes, kept for a minute, and nothing where there is none.
 *
 * The page is made on the server, so that boxes are there without JavaScript and for search engines. When the service
 * does not answer in time, it is left alone for half a minute, so that it slows down one page, and not all.
 */

namespace Related_News;

defined( 'ABSPATH' ) || exit;

const BOXES       = array( 'related', 'similar', 'both' );
const PATIENCE    = 0.8; // seconds
const KEEP        = 60;
const LEAVE_ALONE = 30;
const AWAY        = 'related_news_away';
const GENERATION  = 'related_news_generation';

/** Return the boxes of a post as HTML, and have their style on the page; nothing where there is no box, or no answer. */
function boxes_of( int $post_id, array $options ): string {
	$html = fragment_of( $post_id, $options );
	if ( '' !== $html ) {
		wp_enqueue_style( 'related-news-box-style' );
	}
	return $html;
}

/** Return the boxes as they are kept, or else as the service answers. */
function fragment_of( int $post_id, array $options ): string {
	$post = get_post( $post_id );
	if ( '' === setting( 'service' ) || ! is_public( $post ) ) {
		return '';
	}
	$path = article_path( article_id( $post ) ) . '/boxes.html?' . http_build_query( query_of( $options ) );
	$name = 'related_news_' . md5( setting( 'service' ) . $path . get_option( GENERATION, '' ) );
	$html = get_transient( $name );
	if ( is_string( $html ) ) {
		return $html;
	}
	if ( get_transient( AWAY ) ) {
		return '';
	}
	$answer = ask( 'GET', $path, PATIENCE );
	if ( 0 === $answer['status'] || $answer['status'] >= 500 ) {
		set_transient( AWAY, 1, LEAVE_ALONE );
		return '';
	}
	$html = 200 === $answer['status'] ? wp_kses( $answer['body'], allowed_html(), array( 'http', 'https' ) ) : '';
	set_transient( $name, $html, KEEP );
	return $html;
}

/** Forget all boxes that are kept: one of them may show what was taken down. */
function forget_boxes(): void {
	update_option( GENERATION, uniqid(), true );
}

/** Return the parameters of a call, of what an author or a theme wrote. */
function query_of( array $options ): array {
	$box = $options['box'] ?? '';
	return array(
		'box'     => in_array( $box, BOXES, true ) ? $box : 'related',
		'k'       => max( 1, min( 20, (int) ( $options['k'] ?? 5 ) ) ),
		'notices' => 'false', // a box without cards is nothing
	);
}

/** Return the elements and attributes of which boxes are made; whatever else comes is left out. */
function allowed_html(): array {
	$allow    = static fn( ...$names ) => array_fill_keys( $names, true );
	$common   = $allow( 'class', 'lang', 'dir', 'aria-label' );
	$elements = array_fill_keys( array( 'section', 'h2', 'h3', 'ul', 'li', 'p', 'span', 'bdi' ), $common );

	$elements['a']    = $common + $allow( 'href', 'rel' );
	$elements['time'] = $common + $allow( 'datetime' );
	$elements['img']  = $common + $allow( 'src', 'alt', 'width', 'height', 'loading', 'decoding', 'referrerpolicy' );
	return $elements;
}

/** Answer [related_news box="related" k="5"]. */
function shortcode( $attributes ): string {
	$options = shortcode_atts( array( 'box' => 'related', 'k' => 5 ), (array) $attributes, 'related_news' );
	return boxes_of( (int) get_the_ID(), $options );
}

function register_block(): void {
	register_block_type( dirname( PLUGIN_FILE ) . '/block', array( 'render_callback' => __NAMESPACE__ . '\\render_block' ) );
}

/** Answer the block; in a list of posts each has the boxes of its own. */
function render_block( array $attributes, string $content = '', $block = null ): string {
	$post_id = (int) ( $block->context['postId'] ?? get_the_ID() );
	$html    = boxes_of( $post_id, $attributes );
	return '' === $html ? '' : sprintf( '<div %s>%s</div>', get_block_wrapper_attributes(), $html );
}

/** Show the boxes under a post that is read by itself, if the owner wants that, and its author did not put one there. */
function append_to_content( string $content ): string {
	$box = setting( 'append' );
	if ( '' === $box || ! is_singular( post_types() ) || ! in_the_loop() || ! is_main_query() ) {
		return $content;
	}
	$post = get_post();
	if ( has_shortcode( $post->post_content, 'related_news' ) || has_block( 'related-news/box', $post ) ) {
		return $content;
	}
	return $content . boxes_of( $post->ID, array( 'box' => $box ) );
}
