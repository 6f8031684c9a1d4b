namespace Bantam.Training;

/// <summary>What is learned from the samples, which decides the labels and the metric: one of the three nested records.</summary>
public abstract record LearningTask
{
    private LearningTask()
    {
    }

    /// <summary>The metric by which models of this task are judged unless another is asked for.</summary>
    public abstract Metric Metric { get; }

    /// <summary>Each sample belongs to one of several classes. Metric: accuracy.</summary>
    /// <param name="Classes">The number of classes, at least 2; labels run from 0 to one less.</param>
    public sealed record Classification(int Classes) : LearningTask
    {
        /// <inheritdoc/>
        public override Metric Metric => Metric.Accuracy;
    }

    /// <summary>Each sample has real-valued targets. Metric: root mean square error.</summary>
    /// <param name="Outputs">The number of targets per sample, at least 1.</param>
    public sealed record Regression(int Outputs) : LearningTask
    {
        /// <inheritdoc/>
        public override Metric Metric => Metric.Rmse;
    }

    /// <summary>Normal samples only are learned; a score then tells normal (label 0) from anomalous (label 1). Metric: AUC.</summary>
    public sealed record AnomalyDetection : LearningTask
    {
        /// <inheritdoc/>
        public override Metric Metric => Metric.Auc;
    }
}
