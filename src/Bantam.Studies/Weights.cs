using Bantam.Model;

namespace Bantam.Studies;

/// <summary>Counts weights alone, as the notes often do: parameters without biases and without those of batch normalization.</summary>
internal static class Weights
{
    public static long Of(Graph graph) => graph.Parameters.Where(IsWeight).Sum(parameter => (long)parameter.Shape.Count);

    private static bool IsWeight(Parameter parameter) => parameter.Name.EndsWith(".weight", StringComparison.Ordinal);
}
