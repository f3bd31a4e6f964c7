// What a seller deletes is gone from the shop for good, and nothing else is.
import { describe, expect, it } from 'vitest';

import { createSandbox } from '../../sandbox/sandbox.mts';

const sandbox = createSandbox();

describe.each(['bigcommerce', 'square', 'vend', 'shopify'])('%s', (slug) => {
	const { shelf, seller } = sandbox.fakes.get(slug)!;
	const skus = () => shelf().map(({ sku }) => sku);

	it('loses one variant and keeps its sibling', () => {
		const before = skus();
		seller.remove?.('ACR-HB-COBL-60');
		expect(skus()).toEqual(before.filter((sku) => sku !== 'ACR-HB-COBL-60'));
		expect(skus()).toContain('ACR-HB-COBL-120');
		expect(() => seller.sell('ACR-HB-COBL-60', 1)).toThrow();
	});

	it('loses the last variant with its product', () => {
		const before = skus();
		seller.remove?.('ACR-FL-QMAG-30');
		expect(skus()).toEqual(before.filter((sku) => sku !== 'ACR-FL-QMAG-30'));
	});
});
