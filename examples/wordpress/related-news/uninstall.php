<?php
/**
 * Leaves nothing of the plugin in the database. What the service knows stays there.
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

global $wpdb;
$like = $wpdb->esc_like( 'related_news' ) . '%';
$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->options} WHERE option_name LIKE %s", $like ) );
$like = '%' . $wpdb->esc_like( 'transient_' ) . '%' . $wpdb->esc_like( 'related_news_' ) . '%';
$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->options} WHERE option_name LIKE %s", $like ) );
delete_post_meta_by_key( '_related_news_sent' );
delete_post_meta_by_key( '_related_news_refused' );
wp_clear_scheduled_hook( 'related_news_retry' );
