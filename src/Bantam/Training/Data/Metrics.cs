namespace Bantam.Training;

/// <summary>Computes metrics from predictions and labels.</summary>
public static class Metrics
{
    /// <summary>The metric of predictions for a whole data set.</summary>
    /// <param name="metric">Which metric. It must fit the data set's task.</param>
    /// <param name="data">The data set, whose labels are the truth.</param>
    /// <param name="predictions">[samples, classes] scores, [samples, outputs] values, or one anomaly score per sample, in the order of the data set.</param>
    /// <returns>The value, in the unit of the metric.</returns>
    /// <exception cref="ArgumentException">The metric does not fit the task, or the number of predictions is not the data set's.</exception>
    public static double Score(Metric metric, Dataset data, ReadOnlySpan<float> predictions)
    {
        ArgumentNullException.ThrowIfNull(data);
        return (metric, data.Task) switch
        {
            (Metric.Accuracy, LearningTask.Classification) => Accuracy(predictions, data.CopyLabels()),
            (Metric.Rmse, LearningTask.Regression) => Rmse(predictions, data.CopyTargets()),
            (Metric.Mae, LearningTask.Regression) => Mae(predictions, data.CopyTargets()),
            (Metric.Auc, LearningTask.AnomalyDetection) => Auc(predictions, data.CopyLabels()),
            _ => throw new ArgumentException($"The metric {metric.Name} does not fit {data.Task}; this task is judged by {data.Task.Metric.Name}.", nameof(metric)),
        };
    }

    /// <summary>The index of the largest score: the predicted class.</summary>
    /// <param name="scores">One score per class.</param>
    /// <returns>The index, the first of equal ones; −1 where a score is NaN, so that a broken model is never right.</returns>
    public static int ArgMax(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i]))
            {
                return -1;
            }

            if (scores[i] > scores[best])
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>The fraction of samples whose <see cref="ArgMax"/> is the label.</summary>
    /// <param name="scores">[samples, classes], row-major.</param>
    /// <param name="labels">One class per sample.</param>
    /// <returns>A number in [0, 1].</returns>
    /// <exception cref="ArgumentException">There are no samples, or the scores are no whole number of rows.</exception>
    public static double Accuracy(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        int classes = ClassesOf(scores, labels);
        int right = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            right += ArgMax(scores.Slice(i * classes, classes)) == labels[i] ? 1 : 0;
        }

        return (double)right / labels.Length;
    }

    /// <summary>The fraction of samples whose label is among the classes with the largest scores: top-5 with 5, <see cref="Accuracy"/> with 1.</summary>
    /// <param name="scores">[samples, classes], row-major.</param>
    /// <param name="labels">One class per sample.</param>
    /// <param name="count">How many classes may be named for each sample, at least 1.</param>
    /// <returns>A number in [0, 1]. Of equal scores the first counts as larger; a sample with a score that is NaN is never right.</returns>
    /// <exception cref="ArgumentException">There are no samples, or the scores are no whole number of rows.</exception>
    /// <remarks>Source: notes, lines 60-63.</remarks>
    public static double TopAccuracy(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int classes = ClassesOf(scores, labels);
        int right = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            right += IsAmongFirst(scores.Slice(i * classes, classes), labels[i], count) ? 1 : 0;
        }

        return (double)right / labels.Length;
    }

    /// <summary>The root mean square error: √(Σ(y − t)² / n).</summary>
    /// <param name="predictions">The predicted values.</param>
    /// <param name="targets">The true values, as many.</param>
    /// <returns>The error in the unit of the targets, at least 0.</returns>
    /// <exception cref="ArgumentException">The lengths differ or are 0.</exception>
    public static double Rmse(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets)
    {
        DemandPairs(predictions, targets);
        double sum = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            double error = (double)predictions[i] - targets[i];
            sum += error * error;
        }

        return Math.Sqrt(sum / targets.Length);
    }

    /// <summary>The mean absolute error: Σ|y − t| / n.</summary>
    /// <param name="predictions">The predicted values.</param>
    /// <param name="targets">The true values, as many.</param>
    /// <returns>The error in the unit of the targets, at least 0.</returns>
    /// <exception cref="ArgumentException">The lengths differ or are 0.</exception>
    public static double Mae(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets)
    {
        DemandPairs(predictions, targets);
        double sum = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            sum += Math.Abs((double)predictions[i] - targets[i]);
        }

        return sum / targets.Length;
    }

    /// <summary>The chance that an anomalous sample scores above a normal one, ties counting half: the area under the ROC curve.</summary>
    /// <param name="scores">One score per sample; higher means more anomalous.</param>
    /// <param name="labels">0 for normal, 1 for anomalous, as many.</param>
    /// <returns>A number in [0, 1].</returns>
    /// <remarks>The Mann–Whitney statistic: U = (sum of the anomalous samples' mid-ranks) − m(m+1)/2, AUC = U / (m·n), with m anomalous and n normal samples.</remarks>
    /// <exception cref="ArgumentException">The lengths differ, one of the two kinds is missing, or a score is NaN.</exception>
    public static double Auc(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        long anomalous = labels.Count(1);
        long normal = labels.Count(0);
        if (scores.Length != labels.Length || anomalous + normal != labels.Length || anomalous == 0 || normal == 0)
        {
            throw new ArgumentException(
                $"AUC needs one score per sample and samples of both kinds, but got {scores.Length} scores, {normal} normal and {anomalous} anomalous of {labels.Length} labels. Score data that holds both, not the normal-only training set.",
                nameof(labels));
        }

        float[] sorted = scores.ToArray();
        int[] kinds = labels.ToArray();
        Array.Sort(sorted, kinds);
        if (float.IsNaN(sorted[0]))
        {
            throw new ArgumentException("AUC needs scores that can be ranked, but one is NaN: the model diverged.", nameof(scores));
        }

        double rankSum = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            // Ranks count from 1; equal scores share the mean of the ranks that they occupy.
            rankSum += kinds.AsSpan(start, end - start).Count(1) * ((start + 1 + end) / 2.0);
        }

        return (rankSum - (anomalous * (anomalous + 1) / 2.0)) / ((double)anomalous * normal);
    }

    private static int ClassesOf(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        if (labels.IsEmpty || scores.IsEmpty || scores.Length % labels.Length != 0)
        {
            throw new ArgumentException($"Accuracy needs the same number of scores for each sample, but got {scores.Length} scores for {labels.Length} labels.", nameof(scores));
        }

        return scores.Length / labels.Length;
    }

    private static bool IsAmongFirst(ReadOnlySpan<float> scores, int label, int count)
    {
        if ((uint)label >= (uint)scores.Length)
        {
            return false;
        }

        int larger = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i]))
            {
                return false;
            }

            larger += scores[i] > scores[label] || (scores[i] == scores[label] && i < label) ? 1 : 0;
        }

        return larger < count;
    }

    private static void DemandPairs(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets)
    {
        if (predictions.Length != targets.Length || targets.IsEmpty)
        {
            throw new ArgumentException($"Each target needs one prediction, but got {predictions.Length} predictions for {targets.Length} targets.", nameof(predictions));
        }
    }
}
