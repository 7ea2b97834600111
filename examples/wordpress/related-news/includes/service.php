<?php
/**
 * The service, by HTTP: one function that asks, and what its answers mean for who asked.
 */

namespace Related_News;

defined( 'ABSPATH' ) || exit;

/**
 * Ask the service.
 *
 * @param string     $method  GET, PUT or DELETE.
 * @param string     $path    Begins with a slash; what is in it is percent-encoded already.
 * @param float      $seconds How long to wait at most.
 * @param array|null $record  What is sent as JSON.
 * @return array{status: int, body: string} Status 0 where there was no answer; the body then says why.
 */
function ask( string $method, string $path, float $seconds, ?array $record = null ): array {
	$request = array(
		'method'      => $method,
		'timeout'     => $seconds,
		'redirection' => 0,
		'headers'     => array(),
	);
	if ( '' !== setting( 'key' ) ) {
		$request['headers']['Authorization'] = 'Bearer ' . setting( 'key' );
	}
	if ( null !== $record ) {
		$request['headers']['Content-Type'] = 'application/json';
		$request['body']                    = (string) wp_json_encode( $record, JSON_INVALID_UTF8_SUBSTITUTE );
	}
	// Not wp_safe_remote_request(): the service is often in the site's own network, and only its owner sets the address.
	$response = wp_remote_request( setting( 'service' ) . $path, $request );
	if ( is_wp_error( $response ) ) {
		return array(
			'status' => 0,
			'body'   => $response->get_error_message(),
		);
	}
	return array(
		'status' => (int) wp_remote_retrieve_response_code( $response ),
		'body'   => wp_remote_retrieve_body( $response ),
	);
}

/** Return whether the same write may well be taken later: the service is away or busy, or its address or key is wrong. */
function is_undecided( int $status ): bool {
	return $status < 200 || $status >= 500 || in_array( $status, array( 401, 403, 404, 408, 429 ), true );
}

/** Return the path of an article; its id may be an address, with slashes. */
function article_path( string $article_id ): string {
	return '/v1/articles/' . rawurlencode( $article_id );
}
