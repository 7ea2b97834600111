<?php
/**
 * wp related-news send: sends all published posts, at the beginning say, and what waits.
 */

namespace Related_News;

use WP_CLI;

defined( 'ABSPATH' ) || exit;

WP_CLI::add_command(
	'related-news send',
	static function () {
		note_all();
		$ids      = array_keys( waiting() );
		$progress = WP_CLI\Utils\make_progress_bar( 'Sending', count( $ids ) );
		foreach ( $ids as $id ) {
			if ( ! send( $id ) ) {
				WP_CLI::error( sprintf( 'The service does not answer as expected; %d wait.', count( waiting() ) ) );
			}
			$progress->tick();
		}
		$progress->finish();
		WP_CLI::success( sprintf( '%d sent.', count( $ids ) ) );
	},
	array( 'shortdesc' => 'Sends all published posts to the related-news service.' )
);
