const internalHost =
	/^(localhost|.*\.local|.*\.internal|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|\[.*\])$/;
const shopifyHost = /(^|\.)(shopify|myshopify|shopifycloud)\.(com|io)$/;

/** Why Shopify refuses a webhook address, in its own words (recorded answers). */
export function addressProblems(uri: string | null | undefined, allowLocal: boolean): string[] {
	if (uri == null || uri.trim() === '') return ["Address can't be blank"];
	const scheme = /^([a-z][\w+.-]*):\/\//i.exec(uri)?.[1]?.toLowerCase();
	if (scheme === 'pubsub') {
		return [
			'Address protocol pubsub:// is not supported',
			'Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic',
		];
	}
	const url = URL.parse(uri);
	if (!scheme || !url) return ['Address is invalid'];
	const local = internalHost.test(url.hostname);
	if (allowLocal && local && /^https?$/.test(scheme)) return [];
	if (scheme !== 'https') return [`Address protocol ${scheme}:// is not supported`];
	if (local || shopifyHost.test(url.hostname)) {
		return ['Address cannot be a Shopify or an internal domain'];
	}
	return [];
}
