using System.Globalization;

namespace Bantam.Training;

/// <summary>How many samples each class has.</summary>
/// <param name="Counts">The number of samples of each class, in the order of the labels.</param>
/// <remarks>With very unequal classes accuracy says little: a network that always names the largest reaches <see cref="LargestShare"/>.</remarks>
public sealed record ClassBalance(IReadOnlyList<int> Counts)
{
    /// <summary>The classes without a sample: a network cannot learn them.</summary>
    public IReadOnlyList<int> Missing => [.. Enumerable.Range(0, Counts.Count).Where(c => Counts[c] == 0)];

    /// <summary>The share of samples in the largest class, in [0, 1]: the accuracy of always naming it. 0 without samples.</summary>
    public double LargestShare => Counts.Sum() is > 0 and int all ? (double)Counts.Max() / all : 0;

    /// <summary>The size of the largest class over that of the smallest, at least 1; infinite where one has no sample.</summary>
    public double Imbalance => Counts.Min() > 0 ? (double)Counts.Max() / Counts.Min() : double.PositiveInfinity;

    /// <summary>Counts the labels of a data set.</summary>
    /// <param name="data">The data set; no regression.</param>
    /// <returns>The counts; for anomaly detection of normal and anomalous samples.</returns>
    /// <exception cref="ArgumentException">It is a regression.</exception>
    public static ClassBalance Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] counts = data.Task switch
        {
            LearningTask.Classification classification => new int[classification.Classes],
            LearningTask.AnomalyDetection => new int[2],
            _ => throw new ArgumentException($"'{data.Name}' is a regression and has no classes to count.", nameof(data)),
        };
        foreach (int label in data.CopyLabels())
        {
            counts[label]++;
        }

        return new ClassBalance(counts);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Counts.Sum()} samples in {Counts.Count} classes: {string.Join(' ', Counts)}{(Missing.Count > 0 ? $"; none of class {string.Join(", ", Missing)}" : $"; largest over smallest {Imbalance:0.##}")}");
}
