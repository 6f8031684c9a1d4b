using System.Globalization;
using System.Text;
using Bantam.Model;

namespace Bantam.Training;

/// <summary>A loss on a line or plane through the parameters of a network: a look at valleys, saddles and cliffs that nobody sees in a thousand dimensions.</summary>
/// <remarks>
/// <c>L(w + a·u + b·v)</c> over even steps of a and b. For a network, u and v are random, and each filter of them is as long as
/// the filter of the network that it moves, because a loss that ignores the scale of filters would look flat for large
/// ones; biases and other parameters of one axis stay. Source: Li et al., "Visualizing the Loss Landscape of Neural
/// Nets", 2018; notes, lines 781-782 and 1232-1235.
/// </remarks>
/// <param name="Steps">The values of a and b, ascending; the middle one is 0.</param>
/// <param name="Losses">For each a, the losses over b; on a line one loss for each a.</param>
public sealed record LossSlice(IReadOnlyList<double> Steps, IReadOnlyList<IReadOnlyList<double>> Losses)
{
    private bool IsLine => Losses[0].Count == 1;

    /// <summary>Evaluates a function on the line or plane of one or two directions.</summary>
    /// <param name="function">Gives one element.</param>
    /// <param name="center">The middle of the slice.</param>
    /// <param name="directions">u, or u and v, in the shape of the center.</param>
    /// <param name="grid">How far to go, in how many steps.</param>
    /// <returns>The slice.</returns>
    /// <exception cref="ArgumentException">There are neither one nor two directions.</exception>
    public static LossSlice Of(Func<Tensor, Tensor> function, Tensor center, IReadOnlyList<Tensor> directions, LossGrid grid)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(directions);
        return Along(directions.Count, grid, (a, b) =>
        {
            Tensor moved = center + (a * directions[0]);
            return function(directions.Count == 1 ? moved : moved + (b * directions[1]));
        });
    }

    /// <summary>Evaluates the loss of a network, run as at inference, on the plane of two random directions.</summary>
    /// <param name="graph">The network; its values stay as they are.</param>
    /// <param name="loss">Gives the scalar loss of an output.</param>
    /// <param name="batch">The samples.</param>
    /// <param name="grid">How far to go, where 1 moves each filter by its own length.</param>
    /// <param name="seed">Decides the directions.</param>
    /// <returns>The slice.</returns>
    public static LossSlice Of(Graph graph, Func<Tensor, Tensor> loss, Tensor batch, LossGrid grid, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(loss);
        Dictionary<Parameter, Tensor>[] directions = [FilterDirections.Random(graph, seed, "u"), FilterDirections.Random(graph, seed, "v")];
        return Along(2, grid, (a, b) => loss(graph.Run(batch, p => Moved(p, a, b), isTraining: false)));

        Tensor Moved(Parameter p, double a, double b) =>
            directions[0].TryGetValue(p, out Tensor? u) ? graph.Values[p] + (a * u) + (b * directions[1][p]) : graph.Values[p];
    }

    /// <summary>The slice as a table: a line for each point, with the columns a, b (on a plane) and loss.</summary>
    /// <returns>Comma-separated values with a head.</returns>
    public string ToCsv()
    {
        StringBuilder text = new(IsLine ? "a,loss\n" : "a,b,loss\n");
        for (int i = 0; i < Steps.Count; i++)
        {
            for (int j = 0; j < Losses[i].Count; j++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{Steps[i]}{(IsLine ? "" : string.Create(CultureInfo.InvariantCulture, $",{Steps[j]}"))},{Losses[i][j]}\n");
            }
        }

        return text.ToString();
    }

    private static LossSlice Along(int directions, LossGrid grid, Func<double, double, Tensor> lossAt)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (directions is not (1 or 2))
        {
            throw new ArgumentException($"A slice has one direction or two, but got {directions}.", nameof(directions));
        }

        using NoGrad quiet = new();
        double[] steps = grid.Steps();
        double[] across = directions == 1 ? [0] : steps;
        return new LossSlice(steps, [.. steps.Select(a => across.Select(b => Number(lossAt(a, b))).ToArray())]);
    }

    private static double Number(Tensor loss) => loss.Element == ElementType.Float64 ? loss.Item<double>() : loss.Item<float>();
}

/// <summary>How far a slice reaches in each direction.</summary>
/// <param name="Extent">The largest step, above 0.</param>
/// <param name="Points">The number of steps, odd and at least 3, so that the middle one is 0.</param>
public sealed record LossGrid(double Extent = 1, int Points = 21)
{
    internal double[] Steps()
    {
        if (!(Extent > 0) || double.IsInfinity(Extent) || Points < 3 || Points % 2 == 0)
        {
            throw new ArgumentException($"A grid needs a finite extent above 0 and an odd number of points, at least 3, but got {Extent} and {Points}.");
        }

        int middle = Points / 2;
        return [.. Enumerable.Range(0, Points).Select(i => Extent * (i - middle) / middle)];
    }
}
