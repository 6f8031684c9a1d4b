namespace Bantam.Model;

/// <summary>Multilayer perceptrons.</summary>
public static class Mlps
{
    /// <summary>Fully connected layers with ReLU between them.</summary>
    /// <param name="input">The shape of a sample, of any rank.</param>
    /// <param name="hidden">The widths of the hidden layers; with none it is a linear model, not an MLP.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="finalActivation">Adds an activation to the outputs, for example <c>x => x.Sigmoid()</c>; none where omitted, as losses on scores want it.</param>
    /// <returns>The network. 784-128-10 has 101,770 parameters and 101,632 MACs.</returns>
    /// <remarks><c>y = f(W₂·f(W₁·x + b₁) + b₂)</c>, the outer f optional. Source: notes, lines 665-669 and 963-969.</remarks>
    public static Graph Mlp(Shape input, ReadOnlySpan<int> hidden, int outputs, Func<GraphBuilder, GraphBuilder>? finalActivation = null)
    {
        int[] widths = hidden.ToArray();
        return Graph.Create(input, x =>
        {
            GraphBuilder end = x.Flatten();
            foreach (int width in widths)
            {
                end = end.Dense(width).Relu();
            }

            end = end.Dense(outputs);
            return finalActivation is null ? end : finalActivation(end);
        });
    }

    /// <summary>An autoencoder: squeezes a vector through a bottleneck and rebuilds it. What it rebuilds badly is an anomaly.</summary>
    /// <param name="input">The shape of a sample, of any rank.</param>
    /// <param name="hidden">The width of the layers before and after the bottleneck.</param>
    /// <param name="bottleneck">The width of the bottleneck.</param>
    /// <returns>The network; its output has the elements of its input, as one vector.</returns>
    public static Graph Autoencoder(Shape input, int hidden, int bottleneck) => Graph.Create(input, x => x
        .Flatten()
        .Dense(hidden).BatchNorm().Relu()
        .Dense(bottleneck).BatchNorm().Relu()
        .Dense(hidden).BatchNorm().Relu()
        .Dense(input.Count));
}
