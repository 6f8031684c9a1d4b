using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Why L1 makes weights zero and L2 small: the nearest point of a diamond is often a corner, that of a circle hardly ever.</summary>
internal static class NormsStudy
{
    private const double Radius = 0.7;
    private const int CirclePoints = 72;

    private static readonly double[] Target = [1, 0.2];

    public static Study Study { get; } = new()
    {
        Id = "norms",
        Title = "The diamond of L1 and the circle of L2",
        Lines = "1675-1692",
        Ledger = ["S093"],
        Fill = page =>
        {
            double[] first = OntoDiamond(Target);
            double[] second = OntoCircle(Target);
            page.Agrees("min (w1 − 1)² + (w2 − 0.2)² with |w1| + |w2| at most 0.7: w1", 0.7, first[0], tolerance: 1e-12);
            page.Agrees("its w2", 0, first[1]);
            page.Agrees("with √(w1² + w2²) at most 0.7: w1 of L2", 0.6864, second[0], tolerance: 5e-5);
            page.Agrees("w2 of L2", 0.1373, second[1], tolerance: 5e-5);
            page.Plots("solutions", Picture(first, second) with { IsSquare = true });
        },
    };

    private static PlotFigure Picture(double[] first, double[] second) => new(
        "Nearest points to (1, 0.2) within a diamond and a circle",
        new PlotAxis("w1"),
        new PlotAxis("w2"),
        [
            new PlotSeries("L1: |w1| + |w2| = 0.7", [new(Radius, 0), new(0, Radius), new(-Radius, 0), new(0, -Radius), new(Radius, 0)]),
            new PlotSeries("L2: √(w1² + w2²) = 0.7", [.. Enumerable.Range(0, CirclePoints + 1).Select(i => OnCircle(2 * Math.PI * i / CirclePoints))]),
            new PlotSeries("solutions and the unconstrained minimum", [new(first[0], first[1], "L1"), new(second[0], second[1], "L2"), new(Target[0], Target[1], "min")], PlotMark.Dots),
        ]);

    private static PlotPoint OnCircle(double angle) => new(Radius * Math.Cos(angle), Radius * Math.Sin(angle));

    private static double[] OntoCircle(double[] point)
    {
        double length = Math.Sqrt(point.Sum(w => w * w));
        return length <= Radius ? point : [.. point.Select(w => w * Radius / length)];
    }

    /// <summary>Soft thresholding by the one threshold that leaves the sum of magnitudes at the radius.</summary>
    private static double[] OntoDiamond(double[] point)
    {
        if (point.Sum(Math.Abs) <= Radius)
        {
            return point;
        }

        double[] sorted = [.. point.Select(Math.Abs).OrderDescending()];
        double threshold = Enumerable.Range(1, sorted.Length)
            .Select(count => (sorted.Take(count).Sum() - Radius) / count)
            .Where((candidate, i) => sorted[i] > candidate)
            .Last();
        return [.. point.Select(w => Math.Sign(w) * Math.Max(Math.Abs(w) - threshold, 0))];
    }
}
