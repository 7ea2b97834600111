<?php
/**
 * What waits to be sent: that a post has changed is written down first, and forgotten when the service has answered.
 *
 * Each post that waits is an option of its own, so that two editors at once lose nothing. What is sent is decided when
 * it is sent, by what the post is then: its article, or that it is taken down. So the last state wins, whatever came
 * between, and sending twice does no harm. The first attempt is made at the end of the editor's request; then WP-Cron
 * tries again, after one minute, two, four … and at last every six hours.
 */

namespace Related_News;

use WP_Post;

defined( 'ABSPATH' ) || exit;

const WAITING      = 'related_news_waiting_';
const RETRY        = 'related_news_retry';
const META_SENT    = '_related_news_sent';    // the id under which the service has the post
const META_REFUSED = '_related_news_refused'; // why the service will not have it
const SECONDS      = 3;                       // for one post
const AT_ONCE      = 5;                       // seconds, for all posts of an editor's request
const IN_A_RUN     = 20;                      // seconds, for all posts of a run of WP-Cron

/** Note a post that is published, changed while it is, or no longer published. Revisions and drafts are none of these. */
function note_transition( string $new_status, string $old_status, WP_Post $post ): void {
	$concerns = 'publish' === $new_status || 'publish' === $old_status || get_post_meta( $post->ID, META_SENT, true );
	if ( $concerns && in_array( $post->post_type, post_types(), true ) ) {
		note( $post->ID );
	}
}

/** Note a post that is deleted for good; its id is kept with the note. */
function note_deletion( int $post_id ): void {
	if ( get_post_meta( $post_id, META_SENT, true ) ) {
		note( $post_id );
	}
}

/** Note all published posts, and return how many. */
function note_all(): int {
	$ids = get_posts(
		array(
			'post_type'   => post_types(),
			'post_status' => 'publish',
			'numberposts' => -1,
			'fields'      => 'ids',
		)
	);
	array_map( __NAMESPACE__ . '\\write_down', $ids );
	retry_in( 0 );
	return count( $ids );
}

/** Note a post, and send it at the end of this request: its terms and its picture are saved after its status. */
function note( int $post_id ): void {
	static $ids = array();
	write_down( $post_id );
	retry_in( MINUTE_IN_SECONDS );
	if ( ! $ids ) {
		add_action(
			'shutdown',
			static function () use ( &$ids ) {
				// Where PHP can, the editor's answer goes out before.
				if ( function_exists( 'fastcgi_finish_request' ) ) {
					fastcgi_finish_request();
				}
				send_some( array_keys( $ids ), AT_ONCE );
				$ids = array();
			}
		);
	}
	$ids[ $post_id ] = true;
}

function write_down( int $post_id ): void {
	$note = array(
		'id'       => (string) get_post_meta( $post_id, META_SENT, true ),
		'attempts' => 0,
		'due'      => time(),
		'noted'    => microtime( true ),
	);
	update_option( WAITING . $post_id, $note, false );
}

/** Return the notes of what waits, by post, the longest waiting first. */
function waiting(): array {
	global $wpdb;
	$like  = $wpdb->esc_like( WAITING ) . '%';
	$query = $wpdb->prepare( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s ORDER BY option_id", $like );
	$notes = array();
	foreach ( $wpdb->get_col( $query ) as $name ) {
		$note = get_option( $name );
		if ( is_array( $note ) ) {
			$notes[ (int) substr( $name, strlen( WAITING ) ) ] = $note;
		}
	}
	return $notes;
}

/** Send what is due, as far as there is time; the next run sends the rest. */
function send_waiting(): void {
	$due   = array_filter( waiting(), static fn( $note ) => $note['due'] <= time() );
	$going = send_some( array_keys( $due ), IN_A_RUN );
	$left  = array_column( waiting(), 'due' );
	if ( $left ) {
		retry_in( max( $going ? 0 : MINUTE_IN_SECONDS, min( $left ) - time() ) );
	}
}

/** Send posts until the time is over; return whether none failed, for where one does the others would, too. */
function send_some( array $ids, int $seconds ): bool {
	$end = time() + $seconds;
	foreach ( $ids as $id ) {
		if ( time() >= $end ) {
			return true;
		}
		if ( ! send( $id ) ) {
			return false;
		}
	}
	return true;
}

/** Send one post as it is now, or take it down, and return whether the service has decided: then it waits no longer. */
function send( int $post_id ): bool {
	$name = WAITING . $post_id;
	$note = get_option( $name );
	if ( ! is_array( $note ) || '' === setting( 'service' ) ) {
		return false;
	}
	$post   = get_post( $post_id );
	$sent   = (string) get_post_meta( $post_id, META_SENT, true );
	$sent   = '' === $sent ? $note['id'] : $sent;
	$answer = is_public( $post ) ? put( $post, $sent ) : take_down( $post_id, $sent );
	if ( is_undecided( $answer['status'] ) ) {
		$note['attempts'] += 1;
		$note['due']       = time() + min( 6 * HOUR_IN_SECONDS, MINUTE_IN_SECONDS * 2 ** ( $note['attempts'] - 1 ) );
		update_option( $name, $note, false );
		retry_in( $note['due'] - time() );
		return false;
	}
	// A change that was noted meanwhile goes on waiting.
	wp_cache_delete( $name, 'options' );
	if ( ( get_option( $name )['noted'] ?? null ) === $note['noted'] ) {
		delete_option( $name );
	}
	return true;
}

/** Write a post's article; under another id than before, as when the site has moved, the old one is taken down. */
function put( WP_Post $post, string $sent ): array {
	$id = article_id( $post );
	if ( '' !== $sent && $sent !== $id ) {
		$answer = take_down( $post->ID, $sent );
		if ( is_undecided( $answer['status'] ) ) {
			return $answer;
		}
	}
	// Before the request: if its answer is lost, the article may be there.
	update_post_meta( $post->ID, META_SENT, wp_slash( $id ) );
	$answer = ask( 'PUT', article_path( $id ), SECONDS, article_of( $post ) );
	if ( $answer['status'] < 300 || is_undecided( $answer['status'] ) ) {
		delete_post_meta( $post->ID, META_REFUSED );
	} else {
		$problem = json_decode( $answer['body'], true );
		$reason  = is_array( $problem ) ? (string) ( $problem['detail'] ?? '' ) : '';
		update_post_meta( $post->ID, META_REFUSED, wp_slash( "{$answer['status']} $reason" ) );
	}
	return $answer;
}

/** Take an article down, and forget all boxes that may show it; what the service never had is down already. */
function take_down( int $post_id, string $id ): array {
	if ( '' === $id ) {
		return array(
			'status' => 204,
			'body'   => '',
		);
	}
	$answer = ask( 'DELETE', article_path( $id ), SECONDS );
	if ( ! is_undecided( $answer['status'] ) ) {
		delete_post_meta( $post_id, META_SENT );
		forget_boxes();
	}
	return $answer;
}

/** Have WP-Cron send what waits in some seconds, unless it will earlier. */
function retry_in( int $seconds ): void {
	$planned = wp_next_scheduled( RETRY );
	if ( $planned && $planned > time() + $seconds ) {
		wp_unschedule_event( $planned, RETRY );
		$planned = false;
	}
	if ( ! $planned ) {
		wp_schedule_single_event( time() + $seconds, RETRY );
	}
}

function stop_retrying(): void {
	wp_clear_scheduled_hook( RETRY );
}
