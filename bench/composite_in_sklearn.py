"""Steps of `composite` inside scikit-learn: clone, pipelines, nested parameters. It is no dependency, so it comes for the run.

uv run --isolated --with scikit-learn --with-editable . python bench/composite_in_sklearn.py
"""

from __future__ import annotations

import numpy as np
from sklearn.base import clone
from sklearn.pipeline import make_pipeline

from liziba.engines.composite import Impute, MinMax, TreatOutliers

values = np.random.default_rng(0).random((40, 4))
values[3, 2] = np.nan
chain = make_pipeline(Impute("median"), TreatOutliers(2), MinMax())
scores = chain.fit_transform(values)
assert np.isfinite(scores).all()
assert np.allclose(chain.transform(values), scores)
again = clone(chain).set_params(minmax__low=1).fit_transform(values)
assert again.min() == 1
print(chain)
