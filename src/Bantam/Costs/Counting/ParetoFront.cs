namespace Bantam.Costs;

/// <summary>Keeps of many candidates those that no other one beats in cost and quality at once.</summary>
public static class ParetoFront
{
    /// <summary>The candidates on the front.</summary>
    /// <typeparam name="T">What a candidate is.</typeparam>
    /// <param name="candidates">The candidates.</param>
    /// <param name="cost">The cost of one, where less is better.</param>
    /// <param name="quality">The quality of one, where more is better.</param>
    /// <returns>Those for which no other is as cheap and as good, and better in one of both; in their order. Equal ones stay together.</returns>
    /// <exception cref="ArgumentException">A cost or quality is NaN, which compares with nothing.</exception>
    /// <remarks>Source: notes, lines 2281-2310. Quadratic in the number of candidates: meant for hundreds, not for millions.</remarks>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> candidates, Func<T, double> cost, Func<T, double> quality)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentNullException.ThrowIfNull(quality);
        (double Cost, double Quality)[] points = [.. candidates.Select(candidate => (cost(candidate), quality(candidate)))];
        if (points.Any(point => double.IsNaN(point.Cost) || double.IsNaN(point.Quality)))
        {
            throw new ArgumentException("A cost or quality is NaN, so nothing can be said about which candidate is better. Leave that candidate out.", nameof(candidates));
        }

        return [.. candidates.Where((_, i) => !points.Any(other => Beats(other, points[i])))];
    }

    private static bool Beats((double Cost, double Quality) a, (double Cost, double Quality) b) =>
        a.Cost <= b.Cost && a.Quality >= b.Quality && a != b;
}
