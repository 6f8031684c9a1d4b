namespace Bantam.Training;

/// <summary>What came out of comparing candidates.</summary>
/// <typeparam name="T">What was compared: a penalty, a width, a model.</typeparam>
/// <param name="Candidate">The best one.</param>
/// <param name="Score">Its score.</param>
/// <param name="Scores">The scores of all candidates, in their order.</param>
public readonly record struct Selection<T>(T Candidate, double Score, IReadOnlyList<double> Scores);

/// <summary>Chooses between models by the validation set, so that the test set stays an honest judge.</summary>
/// <remarks>Source: notes: lines 172 and 2612-2613.</remarks>
public static class ModelSelection
{
    /// <summary>Scores every candidate and picks the best.</summary>
    /// <typeparam name="T">What is compared: a penalty, a width, a model.</typeparam>
    /// <param name="candidates">The candidates, at least 1. The first wins ties.</param>
    /// <param name="validation">The validation set.</param>
    /// <param name="metric">Says whether higher or lower scores are better.</param>
    /// <param name="score">Trains if necessary, and scores one candidate on the validation set. NaN never wins.</param>
    /// <param name="force">Allows other than validation data.</param>
    /// <returns>The best candidate and all scores.</returns>
    /// <exception cref="InvalidOperationException">The data is no validation set, and this was not forced.</exception>
    public static Selection<T> Best<T>(IReadOnlyList<T> candidates, Dataset validation, Metric metric, Func<T, Dataset, double> score, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(score);
        if (candidates.Count == 0)
        {
            throw new ArgumentException("There is nothing to choose from: pass at least one candidate.", nameof(candidates));
        }

        Dataset allowed = validation.For(DataUse.Selection, force);
        double[] scores = [.. candidates.Select(candidate => score(candidate, allowed))];
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            best = metric.IsBetter(scores[i], scores[best]) ? i : best;
        }

        return new Selection<T>(candidates[best], scores[best], scores);
    }
}
