<?php
/**
 * Plugin Name:       Related News
 * Description:       Sends posts to your related-news recommender, and shows its boxes: by a block, a shortcode, or under every post.
 * Version:           0.1.0
 * Requires at least: 5.8
 * Requires PHP:      7.4
 * License:           Apache-2.0
 * License URI:       https://www.apache.org/licenses/LICENSE-2.0
 * Text Domain:       related-news
 *
 * What comes in: posts as they are published, changed, trashed and deleted. What goes out: requests to the service, and
 * its boxes as HTML. Whatever goes wrong there, the site's own pages are made, and made in time.
 */

namespace Related_News;

defined( 'ABSPATH' ) || exit;

const PLUGIN_FILE = __FILE__;

require __DIR__ . '/includes/settings.php';
require __DIR__ . '/includes/service.php';
require __DIR__ . '/includes/article.php';
require __DIR__ . '/includes/queue.php';
require __DIR__ . '/includes/boxes.php';
if ( defined( 'WP_CLI' ) && \WP_CLI ) {
	require __DIR__ . '/includes/command.php';
}

// Posts go out.
add_action( 'transition_post_status', __NAMESPACE__ . '\\note_transition', 10, 3 );
add_action( 'before_delete_post', __NAMESPACE__ . '\\note_deletion' );
add_action( RETRY, __NAMESPACE__ . '\\send_waiting' );
register_deactivation_hook( __FILE__, __NAMESPACE__ . '\\stop_retrying' );

// Boxes come in.
add_shortcode( 'related_news', __NAMESPACE__ . '\\shortcode' );
add_action( 'init', __NAMESPACE__ . '\\register_block' );
add_filter( 'the_content', __NAMESPACE__ . '\\append_to_content', 20 );

// What the site's owner sets.
add_action( 'admin_menu', __NAMESPACE__ . '\\add_settings_page' );
add_action( 'admin_init', __NAMESPACE__ . '\\register_settings' );
add_action( 'admin_post_' . SEND_ALL, __NAMESPACE__ . '\\handle_send_all' );
