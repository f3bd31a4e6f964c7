import type { Product } from './fake.mts';

const single = (sku: string, title: string, quantity: number, price: string): Product => ({
	title,
	variants: [{ sku, title: '', quantity, price }],
});

/** A small shop for acrylic art supplies. The three series with variants share one product each. */
export const catalogue: readonly Product[] = [
	{
		title: 'Heavy Body Acrylic Titanium White',
		variants: [
			{ sku: 'ACR-HB-TWHT-60', title: '60 ml', quantity: 14, price: '8.90' },
			{ sku: 'ACR-HB-TWHT-120', title: '120 ml', quantity: 9, price: '14.50' },
			{ sku: 'ACR-HB-TWHT-250', title: '250 ml', quantity: 4, price: '24.90' },
		],
	},
	{
		title: 'Heavy Body Acrylic Cobalt Blue',
		variants: [
			{ sku: 'ACR-HB-COBL-60', title: '60 ml', quantity: 6, price: '11.90' },
			{ sku: 'ACR-HB-COBL-120', title: '120 ml', quantity: 3, price: '19.90' },
		],
	},
	{
		title: 'Acrylic Marker Carbon Black',
		variants: [
			{ sku: 'ACR-MRK-CBLK-F', title: 'Fine', quantity: 22, price: '4.20' },
			{ sku: 'ACR-MRK-CBLK-B', title: 'Broad', quantity: 17, price: '4.60' },
		],
	},
	single('ACR-SB-CRED-118', 'Soft Body Acrylic Cadmium Red 118 ml', 5, '13.40'),
	single('ACR-FL-QMAG-30', 'Fluid Acrylic Quinacridone Magenta 30 ml', 11, '9.80'),
	single('ACR-INK-PAYN-30', "Acrylic Ink Payne's Grey 30 ml", 8, '7.90'),
	single('ACR-GEL-MATT-500', 'Matte Gel Medium 500 ml', 7, '21.00'),
	single('ACR-VAR-GLOS-250', 'Gloss Varnish 250 ml', 6, '15.70'),
	single('ACR-GES-WHT-1000', 'White Gesso 1 l', 12, '18.30'),
	single('ACR-SHT-CLR-A3', 'Clear Acrylic Sheet A3, 3 mm', 10, '12.90'),
];

/** As many simple products as wanted, for benchmarks: `BENCH-00001` ... with 5 in stock each. */
export function manyProducts(count: number): Product[] {
	return Array.from({ length: count }, (_, i) =>
		single(`BENCH-${String(i + 1).padStart(5, '0')}`, `Acrylic Colour No. ${i + 1}`, 5, '9.90'),
	);
}
