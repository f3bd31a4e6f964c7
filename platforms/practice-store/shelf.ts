export interface Product {
	sku: string;
	id: string;
	title: string;
	quantity: number;
	visible: boolean;
	/** Like goods in a marketplace's own warehouse: their quantity is not ours to set. */
	shippedByMarketplace?: boolean;
}

const product = (
	number: number,
	sku: string,
	title: string,
	quantity: number,
	more: Partial<Product> = {},
): Product => ({
	id: `practice-${number}`,
	sku,
	title,
	quantity,
	visible: true,
	...more,
});

/** The goods of the Practice Store. They live until n8n restarts. */
export const shelf: Product[] = [
	product(1, 'ACR-HB-TWHT-120', 'Heavy Body Acrylic Titanium White 120 ml', 9),
	product(2, 'ACR-HB-COBL-60', 'Heavy Body Acrylic Cobalt Blue 60 ml', 6),
	product(3, 'ACR-HB-COBL-120', 'Heavy Body Acrylic Cobalt Blue 120 ml', 3),
	product(4, 'ACR-SB-CRED-118', 'Soft Body Acrylic Cadmium Red 118 ml', 5),
	product(5, 'ACR-FL-QMAG-30', 'Fluid Acrylic Quinacridone Magenta 30 ml', 11),
	product(6, 'ACR-INK-PAYN-30', "Acrylic Ink Payne's Grey 30 ml", 8),
	product(7, 'ACR-MRK-CBLK-F', 'Acrylic Marker Carbon Black Fine', 22),
	product(8, 'ACR-GEL-MATT-500', 'Matte Gel Medium 500 ml', 7),
	product(9, 'ACR-VAR-GLOS-250', 'Gloss Varnish 250 ml', 6, { visible: false }),
	product(10, 'ACR-GES-WHT-1000', 'White Gesso 1 l', 12, { shippedByMarketplace: true }),
	product(11, 'ACR-SHT-CLR-A3', 'Clear Acrylic Sheet A3, 3 mm', 10),
	product(12, 'ACR-SHT-CLR-A4', 'Clear Acrylic Sheet A4, 3 mm', 4),
	product(13, 'ACR-SHT-CLR-A4', 'Clear Acrylic Sheet A4, 3 mm (old listing)', 1),
];
