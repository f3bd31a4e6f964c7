/** What the suite of supplier orders has to know of a platform; from table c of the platforms, and section 11 of their sheets. */
export interface OrderCase {
	/** When a line of which a part came counts as backordered: at once, by the platform's own rule, or once it is late as well. */
	backordered: 'atOnce' | 'whenLate';
}

export const orderCases: Readonly<Record<string, OrderCase>> = {
	'lightspeed-retail': { backordered: 'atOnce' },
	linnworks: { backordered: 'atOnce' },
	netsuite: { backordered: 'whenLate' },
	'quickbooks-commerce': { backordered: 'atOnce' },
	'sap-business-one': { backordered: 'whenLate' },
	shopify: { backordered: 'whenLate' },
	vend: { backordered: 'atOnce' },
	'zoho-inventory': { backordered: 'atOnce' },
};
