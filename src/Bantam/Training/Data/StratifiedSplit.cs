using Bantam.Model;

namespace Bantam.Training;

/// <summary>Divides samples in two at random so that every class has the same share in both parts.</summary>
/// <remarks>Source: notes: lines 145-148 (training and test set).</remarks>
internal static class StratifiedSplit
{
    /// <summary>Chooses which samples go to the first part.</summary>
    /// <param name="data">The samples. A regression counts as one class.</param>
    /// <param name="share">The fraction for the first part, in [0, 1]; its size is N·share, rounded to the nearest whole number.</param>
    /// <param name="seed">Decides which samples of a class are chosen.</param>
    /// <returns>The indices of both parts, each ascending: disjoint, and together all samples.</returns>
    internal static (int[] First, int[] Second) Indices(Dataset data, double share, ulong seed)
    {
        if (!(share is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share of the data lies between 0 and 1.");
        }

        int[] labels = data.Task is LearningTask.Regression ? new int[data.Count] : data.CopyLabels();
        int[][] classes = [.. Enumerable.Range(0, data.Count).GroupBy(i => labels[i]).OrderBy(g => g.Key).Select(g => g.ToArray())];
        int[] quotas = Quotas(Array.ConvertAll(classes, c => c.Length), share);
        RandomStream random = new(seed, "split");
        bool[] isFirst = new bool[data.Count];
        for (int c = 0; c < classes.Length; c++)
        {
            random.Shuffle<int>(classes[c]);
            foreach (int index in classes[c].AsSpan(0, quotas[c]))
            {
                isFirst[index] = true;
            }
        }

        int[] all = [.. Enumerable.Range(0, data.Count)];
        return (Array.FindAll(all, i => isFirst[i]), Array.FindAll(all, i => !isFirst[i]));
    }

    /// <summary>How many of each class to choose: its exact share rounded down, then one more for the largest remainders until the total is right.</summary>
    private static int[] Quotas(int[] sizes, double share)
    {
        double[] exact = Array.ConvertAll(sizes, n => n * share);
        int[] quotas = Array.ConvertAll(exact, e => (int)e);
        int missing = (int)Math.Round(sizes.Sum() * share, MidpointRounding.AwayFromZero) - quotas.Sum();
        foreach (int c in Enumerable.Range(0, sizes.Length).OrderByDescending(c => exact[c] - quotas[c]).Take(missing))
        {
            quotas[c]++;
        }

        return quotas;
    }
}
