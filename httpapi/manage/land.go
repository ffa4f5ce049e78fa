package manage

// landRoutes are those of what plans are made from, and of what there is to know of it.
func (f *frame) landRoutes() {
	f.regionRoutes()
	f.areaRoutes()
	f.recordRoutes()
	f.importRoutes()
	f.explainRoutes()
	f.policyRoutes()
	f.featureRoutes()
}
