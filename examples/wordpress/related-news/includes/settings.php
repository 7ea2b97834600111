<?php
/**
 * What the site's owner sets: where the service is, the key that may write there, and where boxes are shown.
 *
 * `RELATED_NEWS_SERVICE` and `RELATED_NEWS_KEY` in wp-config.php win over what is saved here, and keep the key out of the
 * database.
 */

namespace Related_News;

defined( 'ABSPATH' ) || exit;

const OPTION   = 'related_news';
const PAGE     = 'related-news';
const SEND_ALL = 'related_news_send_all';
const DEFAULTS = array(
	'service' => '',
	'key'     => '',
	'append'  => '',
);
const CHOICES  = array(
	''        => 'nothing',
	'related' => 'Related',
	'similar' => 'Similar News',
	'both'    => 'both boxes',
);

/** Return a setting, as text. */
function setting( string $name ): string {
	$constant = 'RELATED_NEWS_' . strtoupper( $name );
	if ( defined( $constant ) ) {
		return (string) constant( $constant );
	}
	$saved = array_merge( DEFAULTS, (array) get_option( OPTION, array() ) );
	return (string) $saved[ $name ];
}

function register_settings(): void {
	register_setting( OPTION, OPTION, array( 'sanitize_callback' => __NAMESPACE__ . '\\sanitize_settings' ) );
}

/**
 * Return what is saved of what was sent; an empty key leaves the one that is there, which the page never shows.
 *
 * @param mixed $sent The fields of the form, or what another plugin writes.
 */
function sanitize_settings( $sent ): array {
	$sent  = is_array( $sent ) ? array_filter( $sent, 'is_string' ) : array();
	$saved = array_merge( DEFAULTS, (array) get_option( OPTION, array() ) );
	$key   = trim( $sent['key'] ?? '' );
	return array(
		'service' => untrailingslashit( esc_url_raw( trim( $sent['service'] ?? '' ), array( 'http', 'https' ) ) ),
		'key'     => '' === $key ? $saved['key'] : preg_replace( '/[^\x21-\x7e]/', '', $key ),
		'append'  => isset( CHOICES[ $sent['append'] ?? '' ] ) ? $sent['append'] ?? '' : '',
	);
}

function add_settings_page(): void {
	add_options_page( 'Related News', 'Related News', 'manage_options', PAGE, __NAMESPACE__ . '\\show_settings_page' );
}

function show_settings_page(): void {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	?>
	<div class="wrap">
		<h1>Related News</h1>
		<form action="options.php" method="post">
			<?php settings_fields( OPTION ); ?>
			<table class="form-table" role="presentation">
				<tr>
					<th scope="row"><label for="related-news-service">Address of the service</label></th>
					<td><input class="regular-text" type="url" id="related-news-service" name="related_news[service]"
						placeholder="https://recommender.example" value="<?php echo esc_attr( setting( 'service' ) ); ?>"
						<?php disabled( defined( 'RELATED_NEWS_SERVICE' ) ); ?>></td>
				</tr>
				<tr>
					<th scope="row"><label for="related-news-key">Editor's key</label></th>
					<td><input class="regular-text" type="password" id="related-news-key" name="related_news[key]" value=""
						autocomplete="off" placeholder="<?php echo esc_attr( '' === setting( 'key' ) ? '' : 'saved' ); ?>"
						<?php disabled( defined( 'RELATED_NEWS_KEY' ) ); ?>></td>
				</tr>
				<tr>
					<th scope="row"><label for="related-news-append">Under every post</label></th>
					<td><select id="related-news-append" name="related_news[append]">
						<?php foreach ( CHOICES as $box => $label ) : ?>
							<option value="<?php echo esc_attr( $box ); ?>" <?php selected( setting( 'append' ), $box ); ?>>
								<?php echo esc_html( $label ); ?></option>
						<?php endforeach; ?>
					</select></td>
				</tr>
			</table>
			<?php submit_button(); ?>
		</form>
		<h2>Posts</h2>
		<p><?php echo esc_html( sprintf( '%d wait to be sent.', count( waiting() ) ) ); ?></p>
		<?php show_refused(); ?>
		<form action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" method="post">
			<input type="hidden" name="action" value="<?php echo esc_attr( SEND_ALL ); ?>">
			<?php wp_nonce_field( SEND_ALL ); ?>
			<?php submit_button( 'Send all posts', 'secondary', 'submit', false ); ?>
		</form>
	</div>
	<?php
}

/** List the posts that the service refused, with its words; they are sent again when they are changed. */
function show_refused(): void {
	$posts = get_posts(
		array(
			'post_type'   => post_types(),
			'post_status' => 'any',
			'meta_key'    => META_REFUSED,
			'numberposts' => 20,
		)
	);
	foreach ( $posts as $post ) {
		$reason = get_post_meta( $post->ID, META_REFUSED, true );
		printf(
			'<p><a href="%s">%s</a>: %s</p>',
			esc_url( (string) get_edit_post_link( $post->ID ) ),
			esc_html( $post->post_title ),
			esc_html( (string) $reason )
		);
	}
}

function handle_send_all(): void {
	if ( ! current_user_can( 'manage_options' ) ) {
		wp_die( 'You may not do this.', '', array( 'response' => 403 ) );
	}
	check_admin_referer( SEND_ALL );
	note_all();
	wp_safe_redirect( admin_url( 'options-general.php?page=' . PAGE ) );
	exit;
}
