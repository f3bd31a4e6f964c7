import type { FaultRule } from '../../sandbox/faults.mts';

/** What the one suite has to know of a platform to test it; everything else it takes from the contract and the fake. */
export interface ConformanceCase {
	/** In stock, sold without tricks; a product of its own. */
	plain: readonly [string, string];
	/** Hidden or closed by the seller's own hand. */
	hiddenByHand: string;
	/** Two variants of one product, and no others. */
	siblings: readonly [string, string];
	/** Which request of a run of one SKU is its first write. */
	firstWrite: Pick<FaultRule, 'method' | 'after' | 'path'>;
	/** Requests of a run of 1,000 SKUs that floor.json leaves out: earlier states to remember, settings, looks at work under way. */
	guardReads?: number;
	/** The platform keeps no quantity, only whether there is stock. */
	countless?: true;
	/** The platform calls only when something ran out, not with every change of stock. */
	tellsOnlyStockOuts?: true;
	/** The body is a signed token that proves itself: no header has any part in it. */
	proofIsBody?: true;
	/** Channel options under which quantities are set, where the default leaves them alone. */
	countOptions?: Readonly<Record<string, string>>;
	/** Channel options under which goods in stock are taken off sale, where the default reports them and leaves them alone. */
	options?: Readonly<Record<string, string>>;
	/** Where a hidden listing takes no quantity, so that nothing can be set without restore data. */
	noCountWhileHidden?: true;
	/** Channel options under which every listing is found, where the default looks in one place only. */
	widestLookUp?: Readonly<Record<string, string>>;
	/** The platform takes one webhook of an account, so the editor cannot listen beside a published workflow: what it says then. */
	oneHook?: RegExp;
	/** Credential field to spoil so that the platform refuses the login. */
	login: string;
}

const catalogue = {
	plain: ['ACR-FL-QMAG-30', 'ACR-INK-PAYN-30'],
	hiddenByHand: 'ACR-VAR-GLOS-250',
	siblings: ['ACR-HB-COBL-60', 'ACR-HB-COBL-120'],
} as const;

export const cases: Readonly<Record<string, ConformanceCase>> = {
	amazon: { ...catalogue, firstWrite: { method: 'PATCH' }, login: 'refreshToken' },
	bigcommerce: { ...catalogue, firstWrite: { method: 'PUT' }, login: 'accessToken' },
	channeladvisor: {
		...catalogue,
		guardReads: 1,
		firstWrite: { method: 'POST' },
		login: 'sharedSecret',
	},
	ebay: {
		...catalogue,
		firstWrite: { path: 'bulk_update_price_quantity' },
		login: 'refreshToken',
		guardReads: 1,
		widestLookUp: { listingModel: 'auto' },
		oneHook: /keeps one subscription/,
	},
	etsy: { ...catalogue, guardReads: 2, firstWrite: { method: 'PATCH' }, login: 'sharedSecret' },
	'google-merchant': {
		...catalogue,
		guardReads: 1,
		countless: true,
		firstWrite: { method: 'PATCH' },
		login: 'email',
	},
	'lightspeed-retail': { ...catalogue, firstWrite: { method: 'PUT' }, login: 'accountId' },
	linnworks: { ...catalogue, firstWrite: { after: 4 }, login: 'applicationSecret' },
	magento: {
		...catalogue,
		firstWrite: { method: 'POST' },
		login: 'accessTokenSecret',
		// Whether the products are still there: a source row of a deleted one looks like any other.
		guardReads: 4,
	},
	netsuite: {
		...catalogue,
		firstWrite: { method: 'PATCH' },
		login: 'clientId',
		guardReads: 1,
		countOptions: { stop: 'both', adjustmentAccount: '154', subsidiary: '1' },
	},
	prestashop: { ...catalogue, firstWrite: { method: 'PATCH' }, login: 'apiKey' },
	'quickbooks-commerce': {
		...catalogue,
		firstWrite: { method: 'POST' },
		login: 'oauthTokenData',
		guardReads: 14,
		options: { stop: 'both', adjustmentAccount: '82' },
		noCountWhileHidden: true,
	},
	'sap-business-one': {
		...catalogue,
		firstWrite: { method: 'PATCH' },
		login: 'password',
		countOptions: { stop: 'both' },
	},
	shopify: { ...catalogue, firstWrite: { after: 2 }, login: 'clientSecret' },
	square: {
		...catalogue,
		guardReads: 2,
		firstWrite: { method: 'POST', after: 2 },
		login: 'accessToken',
	},
	squarespace: { ...catalogue, firstWrite: { method: 'POST' }, login: 'apiKey' },
	vend: { ...catalogue, firstWrite: { method: 'PUT' }, login: 'accessToken' },
	walmart: {
		...catalogue,
		firstWrite: { method: 'PUT' },
		login: 'clientSecret',
		guardReads: 23,
		tellsOnlyStockOuts: true,
	},
	wix: { ...catalogue, firstWrite: { after: 3 }, login: 'clientSecret', proofIsBody: true },
	woocommerce: { ...catalogue, firstWrite: { method: 'POST' }, login: 'consumerSecret' },
	'zoho-inventory': {
		...catalogue,
		firstWrite: { method: 'POST' },
		countOptions: { stop: 'zero', adjustmentAccount: '4815000000035003' },
		login: 'organizationId',
	},
};
