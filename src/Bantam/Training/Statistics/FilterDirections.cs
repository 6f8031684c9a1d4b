using Bantam.Model;

namespace Bantam.Training;

/// <summary>Random directions in the space of a network's weights, each filter as long as the one that it moves.</summary>
internal static class FilterDirections
{
    /// <summary>A direction for each weight: the trained parameters of two axes or more.</summary>
    public static Dictionary<Parameter, Tensor> Random(Graph graph, ulong seed, string stream)
    {
        RandomStream random = new(seed, stream);
        return graph.Parameters
            .Where(p => p.IsTrainable && p.Shape.Rank >= 2)
            .ToDictionary(p => p, p => Like(graph.Values[p], random));
    }

    /// <summary>Filters lie along the first axis, those of a depthwise convolution along the last.</summary>
    private static Tensor Like(Tensor weight, RandomStream random)
    {
        Tensor direction = Tensor.Zeros(weight.Shape);
        Span<float> values = direction.Span<float>();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.NextNormal();
        }

        int filters = weight.Shape[0] == 1 ? weight.Shape[^1] : weight.Shape[0];
        bool isLast = weight.Shape[0] == 1;
        double[] lengths = SquaredLengths(values, filters, isLast);
        double[] wanted = SquaredLengths(weight.Span<float>(), filters, isLast);
        for (int i = 0; i < values.Length; i++)
        {
            int filter = FilterOf(i, values.Length, filters, isLast);
            values[i] = lengths[filter] == 0 ? 0 : (float)(values[i] * Math.Sqrt(wanted[filter] / lengths[filter]));
        }

        return direction;
    }

    private static double[] SquaredLengths(ReadOnlySpan<float> values, int filters, bool isLast)
    {
        double[] sums = new double[filters];
        for (int i = 0; i < values.Length; i++)
        {
            sums[FilterOf(i, values.Length, filters, isLast)] += (double)values[i] * values[i];
        }

        return sums;
    }

    private static int FilterOf(int element, int elements, int filters, bool isLast) =>
        isLast ? element % filters : element / (elements / filters);
}
