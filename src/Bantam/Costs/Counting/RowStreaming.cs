using Bantam.Model;

namespace Bantam.Costs;

/// <summary>The memory of activations where rows stream through the layers: a window keeps the few rows that it still needs, and no image lies in memory as a whole.</summary>
/// <remarks>
/// <para>What it assumes: the rows of the input arrive one by one and only when they are asked for; the output stays as a whole;
/// every row is computed once, when a later layer first asks for it, and forgotten when no window reaches it any more;
/// an elementwise op overwrites a row that nothing else reads; global average pooling adds up rows as they come. The
/// branches of a residual block wait for each other, so its shortcut keeps the rows that the other branch is behind.</para>
/// <para>Convolutions, pooling, elementwise ops, normalization of channels and concatenations of channels stream. All other ops
/// read their whole input, and a value without rows (a vector, a series) is one row. It is a count of values, without
/// scratch memory of kernels and without the loss to the placement of rings of rows.</para>
/// </remarks>
public static class RowStreaming
{
    /// <summary>The most elements that are in memory at one time.</summary>
    /// <param name="graph">The network.</param>
    /// <returns>The elements for one sample. Two 3×3 convolutions of 64×64 pixels with 8 channels: 6 rows and the output.</returns>
    public static long PeakElements(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new RowStream(graph).Run();
    }
}
