using Bantam.Model;

namespace Bantam.Training;

/// <summary>Estimates the trace of a Hessian: how curved a loss is around its parameters, and so how much rounding them costs.</summary>
/// <remarks>
/// Hutchinson's estimator: for a vector v of independent signs, E[vᵀHv] = tr(H). Each probe costs two backward passes and
/// the Hessian is never formed. Source: Hutchinson, 1990; Dong et al., "HAWQ-V2", 2020.
/// </remarks>
public static class HessianTrace
{
    /// <summary>The trace for a scalar function.</summary>
    /// <param name="function">The function; gives one element.</param>
    /// <param name="x">Where, Float32 or Float64.</param>
    /// <param name="probes">The number of random vectors; at least 1.</param>
    /// <param name="seed">Decides the vectors.</param>
    /// <returns>The estimate.</returns>
    /// <exception cref="NotDifferentiableException">An op on the way has no second derivative; the message names it.</exception>
    public static HessianTraceEstimate Estimate(Func<Tensor, Tensor> function, Tensor x, int probes = 32, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfLessThan(probes, 1);
        RandomStream random = new(seed, "hessian-trace");
        double[] products = new double[probes];
        for (int i = 0; i < probes; i++)
        {
            double[] signs = new double[x.Count];
            foreach (ref double sign in signs.AsSpan())
            {
                sign = (2 * random.NextInt32(2)) - 1;
            }

            products[i] = Inner(signs, Autograd.HessianProduct(function, x, Like(x, signs)));
        }

        double mean = products.Average();
        double variance = products.Sum(product => (product - mean) * (product - mean)) / Math.Max(probes - 1, 1);
        return new HessianTraceEstimate(mean, Math.Sqrt(variance / probes));
    }

    /// <summary>The trace of the loss with respect to one parameter of a network, run as at inference: running statistics instead of those of the batch.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="loss">Gives the scalar loss of an output.</param>
    /// <param name="batch">The samples.</param>
    /// <param name="probes">The number of random vectors; at least 1.</param>
    /// <param name="seed">Decides the vectors.</param>
    /// <returns>The estimate.</returns>
    /// <exception cref="NotDifferentiableException">An op on the way has no second derivative; the message names it.</exception>
    public static HessianTraceEstimate Estimate(Graph graph, Parameter parameter, Func<Tensor, Tensor> loss, Tensor batch, int probes = 32, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(loss);
        return Estimate(
            value => loss(graph.Run(batch, p => p == parameter ? value : graph.Values[p], isTraining: false)),
            graph.Values[parameter],
            probes,
            seed);
    }

    private static Tensor Like(Tensor x, double[] values) => x.Element == ElementType.Float64
        ? Tensor.From<double>(x.Shape, values)
        : Tensor.From<float>(x.Shape, [.. values.Select(value => (float)value)]);

    private static double Inner(double[] signs, Tensor product)
    {
        double sum = 0;
        if (product.Element == ElementType.Float64)
        {
            double[] values = product.ToArray<double>();
            for (int i = 0; i < signs.Length; i++)
            {
                sum += signs[i] * values[i];
            }

            return sum;
        }

        float[] singles = product.ToArray<float>();
        for (int i = 0; i < signs.Length; i++)
        {
            sum += signs[i] * singles[i];
        }

        return sum;
    }
}

/// <summary>What random vectors tell about a trace.</summary>
/// <param name="Trace">The mean of the probes.</param>
/// <param name="StandardError">The standard deviation of that mean: the trace lies within twice this in about 19 of 20 cases. 0 for one probe.</param>
public readonly record struct HessianTraceEstimate(double Trace, double StandardError);
