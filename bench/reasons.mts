// Why a figure is above the documented minimum, channel by channel; a test holds the list against the guards of the conformance suite.

/** Requests beyond the minimum at 1,000 SKUs. */
export const requestReasons: Readonly<Record<string, string>> = {
	channeladvisor: 'One list of distribution centres, so that only stock of ours is written.',
	ebay: 'One look at the older kind of listing: a SKU may live there instead.',
	etsy: 'Who the shop is, and one more page of listings: only an empty or short page tells the end.',
	'google-merchant': 'One list of data sources: a product can be written only through its own.',
	magento:
		'Products, source rows and salability are three readings, before and after: a source row of a deleted product looks like any other.',
	netsuite:
		'Ids are looked up first, by the few columns that every role may see; the rest follows by id.',
	'quickbooks-commerce':
		'The minimum counts hiding only; with goods in stock the counts are adjusted first (12 requests, with two more look-ups of items).',
	square: 'Its locations, and a second page of counts.',
	walmart:
		'The minimum has no look before the write. Ours reads the earlier stock (20 pages), so that it can be put back, and which items Walmart keeps in its own warehouses (3).',
};

/** Seconds beyond the documented rate at 1,000 or 10,000 SKUs. */
export const timeReasons: Readonly<Record<string, string>> = {
	amazon:
		'Search is read before and after one feed, which is polled: the two readings cannot share one burst, and the feed takes its own time.',
	channeladvisor:
		'30 a second instead of 33.3: however a minute is cut, it holds at most 1,900 of the 2,000 that are allowed.',
	etsy: 'The second slides, and requests overtake one another: 8 of 10 a second are used. And 10,000 requests a day are all that Etsy allows: 10,000 SKUs do not fit with their reading back.',
	'lightspeed-retail':
		'The minimum counts each request as one unit. A write with stock rows costs half a unit more for each row, as the answers tell.',
	'quickbooks-commerce':
		'Batches have a limit of their own, and we keep to the older one of 40 a minute. The newer text allows 120.',
	vend: 'Half of a window of five minutes goes out at once, the rest is spread over what is left of it: a window that is used up stays shut for minutes.',
	wix: '2.5 a second and 50 at once: together the 200 a minute that are allowed, however a minute is cut.',
	'zoho-inventory':
		'1.5 a second and 10 at once: together below the 100 a minute that are allowed.',
};
