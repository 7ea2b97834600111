<?php
/**
 * A site with the plugin, on the stand-in: `php site.php STATE ACT [JSON]` does one thing and prints what came of it;
 * under `php -S` with STATE in the environment it serves posts by their ids.
 */

require __DIR__ . '/stand_in.php';

Site::load( getenv( 'STATE' ) ?: $argv[1] );
require dirname( __DIR__, 3 ) . '/examples/wordpress/related-news/related-news.php';
do_action( 'init' );
do_action( 'admin_menu' );
do_action( 'admin_init' );

/** Return the page of a post as a theme makes it. */
function page( int $id ): string {
	Site::$post = $id;
	$post       = get_post();
	$content    = apply_filters( 'the_content', $post->post_content );
	$style      = Site::$styles ? file_get_contents( dirname( Related_News\PLUGIN_FILE ) . '/block/style.css' ) : '';
	return "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
		. '<title>' . esc_html( $post->post_title ) . "</title><style>$style</style><link rel=\"icon\" href=\"data:,\">"
		. '<h1>' . esc_html( $post->post_title ) . "</h1>$content</html>";
}

if ( 'cli-server' === PHP_SAPI ) {
	echo page( (int) substr( $_SERVER['REQUEST_URI'], 1 ) );
	return;
}

$given = json_decode( $argv[3] ?? 'null', true );
switch ( $argv[2] ) {
	case 'save': // settings, as options.php does
		update_option( 'related_news', Site::$settings['related_news']( $given ) );
		break;
	case 'insert':
		echo wp_insert_post( $given );
		break;
	case 'publish': // as the block editor does: the terms come after the post
		$id                         = wp_insert_post( $given['post'] );
		Site::$data['terms'][ $id ] = $given['terms'];
		echo $id;
		break;
	case 'trash':
		wp_trash_post( $given );
		break;
	case 'delete':
		wp_delete_post( $given );
		break;
	case 'page':
		echo page( $given );
		break;
	case 'cron': // as if so many seconds had passed
		foreach ( Site::$data['options'] as $name => &$note ) {
			if ( str_starts_with( $name, 'related_news_waiting_' ) ) {
				$note['due'] -= $given;
			}
		}
		unset( $note );
		$planned = wp_next_scheduled( 'related_news_retry' );
		if ( $planned && $planned - $given <= time() ) {
			wp_unschedule_event( $planned, 'related_news_retry' );
			do_action( 'related_news_retry' );
		}
		break;
	case 'settings-page':
		Site::$is_admin = $given;
		Site::$pages['related-news']();
		break;
	case 'send-all':
		Site::$is_admin = $given['is_admin'];
		$_REQUEST['_wpnonce'] = $given['nonce'];
		do_action( 'admin_post_related_news_send_all' );
		break;
	case 'sanitize': // what of the service's HTML is shown
		echo wp_kses( $given, Related_News\allowed_html(), array( 'http', 'https' ) );
		break;
	default:
		throw new Exception( "no act {$argv[2]}" );
}
