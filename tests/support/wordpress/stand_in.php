<?php
/**
 * Stands in for the functions of WordPress that the plugin of the examples calls, for its tests.
 *
 * They do what WordPress 6 does as far as the plugin can see it: hooks run in their order, saving a post makes its
 * transition, requests go out over HTTP. Posts, options, terms and planned events are kept in one file of JSON, so that
 * a test can do one thing after another, each in a process of its own, as a web server would.
 */

define( 'ABSPATH', __DIR__ . '/' );
define( 'MINUTE_IN_SECONDS', 60 );
define( 'HOUR_IN_SECONDS', 3600 );

final class WP_Post {
	public $ID = 0, $post_title = '', $post_content = '', $post_excerpt = '', $post_status = 'draft', $post_type = 'post';
	public $post_password = '', $post_name = '', $post_author = 1, $guid = '', $post_date_gmt = '', $post_modified_gmt = '';

	public function __construct( array $fields ) {
		foreach ( $fields as $name => $value ) {
			$this->$name = $value;
		}
	}
}

final class WP_Error {
	private $message;

	public function __construct( string $code, string $message ) {
		$this->message = $message;
	}

	public function get_error_message(): string {
		return $this->message;
	}
}

/** The database: what is kept from one process to the next. */
final class Site {
	public static $hooks = array(), $shortcodes = array(), $blocks = array(), $settings = array(), $pages = array(), $styles = array();
	public static $data = array( 'options' => array(), 'posts' => array(), 'meta' => array(), 'terms' => array(), 'cron' => array() );
	public static $post = null, $is_admin = true;

	public static function load( string $path ): void {
		if ( is_file( $path ) ) {
			self::$data = array_merge( self::$data, json_decode( file_get_contents( $path ), true ) );
		}
		register_shutdown_function(
			static function () use ( $path ) {
				do_action( 'shutdown' );
				file_put_contents( $path, json_encode( self::$data ) );
			}
		);
	}
}

// --- Hooks ---

function add_filter( $hook, $callback, $priority = 10, $arguments = 1 ) {
	Site::$hooks[ $hook ][ $priority ][] = array( $callback, $arguments );
	ksort( Site::$hooks[ $hook ] );
}

function add_action( ...$arguments ) {
	add_filter( ...$arguments );
}

function apply_filters( $hook, $value, ...$more ) {
	foreach ( Site::$hooks[ $hook ] ?? array() as $callbacks ) {
		foreach ( $callbacks as list( $callback, $count ) ) {
			$value = $callback( ...array_slice( array( $value, ...$more ), 0, $count ) );
		}
	}
	return $value;
}

function do_action( $hook, ...$arguments ) {
	foreach ( Site::$hooks[ $hook ] ?? array() as $callbacks ) {
		foreach ( $callbacks as list( $callback, $count ) ) {
			$callback( ...array_slice( $arguments, 0, $count ) );
		}
	}
}

function register_deactivation_hook( $file, $callback ) {
	add_action( 'deactivate', $callback );
}

// --- Options, transients, planned events ---

function get_option( $name, $default = false ) {
	return Site::$data['options'][ $name ] ?? $default;
}

function update_option( $name, $value, $autoload = null ) {
	Site::$data['options'][ $name ] = $value;
	return true;
}

function delete_option( $name ) {
	unset( Site::$data['options'][ $name ] );
}

function wp_cache_delete( $key, $group = '' ) {
	return true;
}

function get_transient( $name ) {
	list( $value, $until ) = get_option( "_transient_$name", array( false, 0 ) );
	return $until > time() ? $value : false;
}

function set_transient( $name, $value, $seconds ) {
	update_option( "_transient_$name", array( $value, time() + $seconds ) );
}

function wp_next_scheduled( $hook ) {
	return Site::$data['cron'][ $hook ] ?? false;
}

function wp_schedule_single_event( $time, $hook ) {
	Site::$data['cron'][ $hook ] = $time;
}

function wp_unschedule_event( $time, $hook ) {
	unset( Site::$data['cron'][ $hook ] );
}

function wp_clear_scheduled_hook( $hook ) {
	unset( Site::$data['cron'][ $hook ] );
}

$GLOBALS['wpdb'] = new class() {
	public $options = 'wp_options';

	public function esc_like( $text ) {
		return addcslashes( $text, '_%\\' );
	}

	public function prepare( $query, ...$values ) {
		return array( $query, $values );
	}

	public function get_col( $prepared ) {
		list( $query, list( $like ) ) = $prepared;
		if ( ! str_contains( $query, 'SELECT option_name FROM wp_options WHERE option_name LIKE %s' ) ) {
			throw new Exception( "the stand-in does not know: $query" );
		}
		$prefix = stripslashes( substr( $like, 0, -1 ) );
		return array_values( array_filter( array_keys( Site::$data['options'] ), fn( $name ) => str_starts_with( $name, $prefix ) ) );
	}
};

// --- Posts ---

function wp_insert_post( array $fields ) {
	$before = isset( $fields['ID'] ) ? get_post( $fields['ID'] ) : null;
	$id     = $before ? $before->ID : count( Site::$data['posts'] ) + 1;
	$now    = gmdate( 'Y-m-d H:i:s' );
	$new    = array(
		'ID'            => $id,
		'guid'          => home_url( "/?p=$id" ),
		'post_date_gmt' => $now,
	);
	$post   = new WP_Post( array_merge( $before ? get_object_vars( $before ) : $new, array( 'post_modified_gmt' => $now ), $fields ) );

	Site::$data['posts'][ $id ] = get_object_vars( $post );
	do_action( 'transition_post_status', $post->post_status, $before ? $before->post_status : 'new', $post );
	return $id;
}

function wp_trash_post( $id ) {
	return wp_insert_post( array( 'ID' => $id, 'post_status' => 'trash' ) );
}

function wp_delete_post( $id ) {
	do_action( 'before_delete_post', $id );
	unset( Site::$data['posts'][ $id ], Site::$data['meta'][ $id ] );
}

function get_post( $id = null ) {
	$id = null === $id ? Site::$post : $id;
	return isset( Site::$data['posts'][ $id ] ) ? new WP_Post( Site::$data['posts'][ $id ] ) : null;
}

function get_posts( array $asked ) {
	$posts = array_filter(
		Site::$data['posts'],
		fn( $post ) => in_array( $post['post_type'], (array) $asked['post_type'], true )
			&& in_array( $asked['post_status'], array( 'any', $post['post_status'] ), true )
			&& ( ! isset( $asked['meta_key'] ) || isset( Site::$data['meta'][ $post['ID'] ][ $asked['meta_key'] ] ) )
	);
	return array_map( fn( $post ) => 'ids' === ( $asked['fields'] ?? '' ) ? $post['ID'] : new WP_Post( $post ), array_values( $posts ) );
}

function get_post_meta( $id, $key, $single ) {
	return Site::$data['meta'][ $id ][ $key ] ?? '';
}

function update_post_meta( $id, $key, $value ) {
	Site::$data['meta'][ $id ][ $key ] = stripslashes( $value );
}

function delete_post_meta( $id, $key ) {
	unset( Site::$data['meta'][ $id ][ $key ] );
}

function get_the_terms( $post, $taxonomy ) {
	$names = Site::$data['terms'][ $post->ID ][ $taxonomy ] ?? array();
	return $names ? array_map( fn( $name ) => (object) array( 'name' => $name, 'slug' => strtolower( $name ) ), $names ) : false;
}

function get_the_ID() {
	return Site::$post;
}

function get_permalink( $post ) {
	return home_url( "/2026/$post->post_name/" );
}

function get_edit_post_link( $id ) {
	return admin_url( "post.php?post=$id" );
}

function get_post_datetime( $post, $field, $source ) {
	$time = 'modified' === $field ? $post->post_modified_gmt : $post->post_date_gmt;
	return '' === $time ? false : new DateTimeImmutable( $time, new DateTimeZone( 'UTC' ) );
}

function get_the_post_thumbnail_url( $post, $size ) {
	return false;
}

function get_the_author_meta( $field, $user ) {
	return 'Ada Writer';
}

function get_bloginfo( $name ) {
	return array( 'name' => 'Averin &amp; Coast News', 'language' => 'en-US' )[ $name ];
}

function home_url( $path ) {
	return get_option( 'home' ) . $path;
}

function admin_url( $path ) {
	return home_url( "/wp-admin/$path" );
}

// --- HTTP ---

function wp_remote_request( $url, array $asked ) {
	$headers = array_map( fn( $name, $value ) => "$name: $value", array_keys( $asked['headers'] ), $asked['headers'] );
	$http    = array(
		'method'          => $asked['method'],
		'header'          => $headers,
		'content'         => $asked['body'] ?? '',
		'timeout'         => $asked['timeout'],
		'follow_location' => $asked['redirection'] ? 1 : 0,
		'ignore_errors'   => true,
	);
	$body    = @file_get_contents( $url, false, stream_context_create( array( 'http' => $http ) ) );
	if ( false === $body ) {
		return new WP_Error( 'http_request_failed', (string) ( error_get_last()['message'] ?? '' ) );
	}
	return array( 'code' => (int) explode( ' ', $http_response_header[0] )[1], 'body' => $body );
}

function is_wp_error( $thing ) {
	return $thing instanceof WP_Error;
}

function wp_remote_retrieve_response_code( $response ) {
	return $response['code'];
}

function wp_remote_retrieve_body( $response ) {
	return $response['body'];
}

function wp_json_encode( $value, $flags = 0 ) {
	return json_encode( $value, $flags );
}

// --- What is shown ---

function esc_html( $text ) {
	return htmlspecialchars( $text, ENT_QUOTES );
}

function esc_attr( $text ) {
	return htmlspecialchars( $text, ENT_QUOTES );
}

function esc_url_raw( $url, $protocols = array( 'http', 'https' ) ) {
	return in_array( parse_url( $url, PHP_URL_SCHEME ), $protocols, true ) ? $url : '';
}

function esc_url( $url ) {
	return esc_attr( esc_url_raw( $url ) );
}

function untrailingslashit( $text ) {
	return rtrim( $text, '/' );
}

function wp_slash( $text ) {
	return addslashes( $text );
}

/** Keep the elements and attributes that are allowed, and of the others what they hold; addresses of these schemes only. */
function wp_kses( $html, array $allowed, array $protocols ) {
	$document = new DOMDocument();
	$document->loadHTML( "<?xml encoding=\"utf-8\"?><body>$html</body>", LIBXML_NOERROR );
	$body = $document->getElementsByTagName( 'body' )[0];
	foreach ( iterator_to_array( ( new DOMXPath( $document ) )->query( './/*', $body ) ) as $element ) {
		foreach ( iterator_to_array( $element->attributes ) as $attribute ) {
			$is_address = in_array( $attribute->name, array( 'href', 'src' ), true );
			$scheme     = parse_url( $attribute->value, PHP_URL_SCHEME );
			if ( ! isset( $allowed[ $element->tagName ][ $attribute->name ] ) || ( $is_address && $scheme && ! in_array( $scheme, $protocols, true ) ) ) {
				$element->removeAttribute( $attribute->name );
			}
		}
		if ( ! isset( $allowed[ $element->tagName ] ) ) {
			$element->replaceWith( ...iterator_to_array( $element->childNodes ) );
		}
	}
	return implode( '', array_map( array( $document, 'saveHTML' ), iterator_to_array( $body->childNodes ) ) );
}

function add_shortcode( $name, $callback ) {
	Site::$shortcodes[ $name ] = $callback;
}

function shortcode_atts( array $defaults, array $given, $name ) {
	return array_merge( $defaults, array_intersect_key( $given, $defaults ) );
}

function has_shortcode( $content, $name ) {
	return str_contains( $content, "[$name" );
}

function do_shortcode( $content ) {
	$replace = function ( $match ) {
		preg_match_all( '/(\w+)="([^"]*)"/', $match[2], $pairs );
		return Site::$shortcodes[ $match[1] ]( array_combine( $pairs[1], $pairs[2] ) ?: '' );
	};
	return preg_replace_callback( '/\[(' . implode( '|', array_keys( Site::$shortcodes ) ) . ')([^\]]*)\]/', $replace, $content );
}

function register_block_type( $folder, array $options ) {
	$block = json_decode( file_get_contents( "$folder/block.json" ), true );
	foreach ( array( 'editorScript', 'style' ) as $asset ) {
		if ( ! is_file( $folder . '/' . substr( $block[ $asset ], strlen( 'file:./' ) ) ) ) {
			throw new Exception( "the block has no {$block[ $asset ]}" );
		}
	}
	Site::$blocks[ $block['name'] ] = $options + $block;
}

function wp_enqueue_style( $handle ) {
	Site::$styles[] = $handle;
}

function has_block( $name, $post ) {
	return str_contains( $post->post_content, "<!-- wp:$name" );
}

function get_block_wrapper_attributes() {
	return 'class="wp-block-related-news-box"';
}

function do_blocks( $content ) {
	$replace = function ( $match ) {
		$block    = Site::$blocks[ $match[1] ];
		$defaults = array_map( fn( $attribute ) => $attribute['default'], $block['attributes'] );
		$given    = json_decode( trim( $match[2] ) ?: '{}', true );
		return $block['render_callback']( $given + $defaults, '', (object) array( 'context' => array( 'postId' => Site::$post ) ) );
	};
	return preg_replace_callback( '/<!-- wp:([\w\/-]+) (\{.*?\} )?\/-->/', $replace, $content );
}

function is_singular( $types ) {
	return in_array( get_post()->post_type, (array) $types, true );
}

function in_the_loop() {
	return true;
}

function is_main_query() {
	return true;
}

add_filter( 'the_content', 'do_blocks', 9 );
add_filter( 'the_content', 'do_shortcode', 11 );

// --- The desk of the site ---

function current_user_can( $capability ) {
	return Site::$is_admin && 'manage_options' === $capability;
}

function add_options_page( $title, $name, $capability, $slug, $callback ) {
	Site::$pages[ $slug ] = $callback;
}

function register_setting( $group, $name, array $options ) {
	Site::$settings[ $name ] = $options['sanitize_callback'];
}

function settings_fields( $group ) {
	wp_nonce_field( "$group-options" );
}

function wp_nonce_field( $action ) {
	printf( '<input type="hidden" name="_wpnonce" value="%s">', md5( "nonce $action" ) );
}

function check_admin_referer( $action ) {
	if ( md5( "nonce $action" ) !== ( $_REQUEST['_wpnonce'] ?? '' ) ) {
		wp_die( 'The link you followed has expired.' );
	}
}

function wp_die( $message ) {
	echo $message;
	exit;
}

function wp_safe_redirect( $url ) {
	echo "Location: $url";
}

function submit_button( $text = 'Save Changes', $type = 'primary', $name = 'submit', $wrap = true ) {
	printf( '<button name="%s">%s</button>', esc_attr( $name ), esc_html( $text ) );
}

function selected( $one, $other ) {
	echo $one === $other ? 'selected' : '';
}

function disabled( $is ) {
	echo $is ? 'disabled' : '';
}
