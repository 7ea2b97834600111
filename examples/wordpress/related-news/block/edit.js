/* The block in the editor: its two settings at the side, and the boxes as the server shows them. No build is needed. */
( ( { blockEditor, blocks, components, data, element, serverSideRender } ) => {
	const { createElement: make, Fragment } = element;

	function Edit( { attributes, setAttributes } ) {
		const postId = data.useSelect( ( select ) => select( 'core/editor' )?.getCurrentPostId?.() );
		const box = make( components.SelectControl, {
			label: 'Box',
			value: attributes.box,
			options: [
				{ label: 'Related', value: 'related' },
				{ label: 'Similar News', value: 'similar' },
				{ label: 'Both', value: 'both' },
			],
			onChange: ( value ) => setAttributes( { box: value } ),
		} );
		const k = make( components.RangeControl, {
			label: 'Cards at most',
			value: attributes.k,
			min: 1,
			max: 20,
			onChange: ( value ) => setAttributes( { k: value } ),
		} );
		const shown = make( serverSideRender, {
			block: 'related-news/box',
			attributes,
			urlQueryArgs: { post_id: postId },
			EmptyResponsePlaceholder: () => make( 'p', null, 'Related news appear here once the post is published.' ),
		} );
		return make(
			Fragment,
			null,
			make( blockEditor.InspectorControls, null, make( components.PanelBody, { title: 'Related News' }, box, k ) ),
			make( 'div', blockEditor.useBlockProps(), make( components.Disabled, null, shown ) )
		);
	}

	blocks.registerBlockType( 'related-news/box', { edit: Edit, save: () => null } );
} )( window.wp );
