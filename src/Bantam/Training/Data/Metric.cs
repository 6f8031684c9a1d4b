namespace Bantam.Training;

/// <summary>How good predictions are, as one number.</summary>
public enum Metric
{
    /// <summary>The fraction of samples whose class is predicted right, in [0, 1]. Higher is better.</summary>
    Accuracy,

    /// <summary>The root mean square error, in the unit of the targets. Lower is better.</summary>
    Rmse,

    /// <summary>The mean absolute error, in the unit of the targets. Lower is better.</summary>
    Mae,

    /// <summary>The area under the receiver operating characteristic, in [0, 1]; ½ is guessing. Higher is better.</summary>
    Auc,
}

/// <summary>Facts about metrics.</summary>
public static class MetricFacts
{
    extension(Metric metric)
    {
        /// <summary>The metric's name in reports: <c>accuracy</c>, <c>rmse</c>, <c>mae</c> or <c>auc</c>.</summary>
        public string Name => metric switch
        {
            Metric.Accuracy => "accuracy",
            Metric.Rmse => "rmse",
            Metric.Mae => "mae",
            _ => "auc",
        };

        /// <summary>Whether a larger value is a better model: true of accuracy and AUC, false of errors.</summary>
        public bool HigherIsBetter => metric is Metric.Accuracy or Metric.Auc;

        /// <summary>Whether one value is strictly better than another. Any number is better than NaN.</summary>
        /// <param name="value">The value in question.</param>
        /// <param name="than">The value to compare with.</param>
        /// <returns>Whether it is better; false for equal values.</returns>
        public bool IsBetter(double value, double than) =>
            double.IsNaN(than) ? !double.IsNaN(value) : metric.HigherIsBetter ? value > than : value < than;

        /// <summary>Whether a value satisfies a bound: reaches a floor, or stays within a ceiling for errors. NaN never does.</summary>
        /// <param name="value">The value in question.</param>
        /// <param name="bound">The floor or ceiling, itself allowed.</param>
        /// <returns>Whether it is satisfied.</returns>
        public bool Meets(double value, double bound) => metric.HigherIsBetter ? value >= bound : value <= bound;
    }
}
