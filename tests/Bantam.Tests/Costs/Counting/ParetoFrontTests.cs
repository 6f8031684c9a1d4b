using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class ParetoFrontTests
{
    [Fact]
    [Trait("Ledger", "S162")]
    public void What_costs_more_and_is_worse_falls_out() =>
        Assert.Equal([(1, 0.7), (3, 0.9)], Front((1, 0.7), (2, 0.6), (3, 0.9)));

    [Fact]
    public void Equal_candidates_stay_and_of_equal_cost_or_quality_only_the_better_ones() =>
        Assert.Equal([(1, 0.5), (1, 0.5), (2, 0.8)], Front((1, 0.5), (1, 0.4), (1, 0.5), (2, 0.8), (3, 0.8)));

    [Fact]
    public void Nothing_has_an_empty_front_and_NaN_is_refused()
    {
        Assert.Empty(Front());
        Assert.Throws<ArgumentException>(() => Front((1, double.NaN)));
        Assert.Throws<ArgumentException>(() => Front((double.NaN, 1)));
    }

    [Fact]
    public void The_front_of_many_candidates_rises_and_beats_all_others()
    {
        RandomStream random = new(5, "pareto");
        (double Cost, double Quality)[] all = [.. Enumerable.Range(0, 200).Select(_ => (random.NextDouble(), random.NextDouble()))];
        (double Cost, double Quality)[] front = [.. Front(all).OrderBy(point => point.Cost)];

        Assert.All(front.Zip(front.Skip(1)), pair => Assert.True(pair.First.Quality < pair.Second.Quality));
        Assert.All(all.Except(front), point => Assert.Contains(front, other => other.Cost <= point.Cost && other.Quality >= point.Quality));
    }

    private static IReadOnlyList<(double Cost, double Quality)> Front(params (double Cost, double Quality)[] points) =>
        ParetoFront.Of(points, point => point.Cost, point => point.Quality);
}
