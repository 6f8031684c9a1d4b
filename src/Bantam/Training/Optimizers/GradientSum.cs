using Bantam.Model;

namespace Bantam.Training;

/// <summary>Adds up the gradients of several batches, weighted by their samples: the gradient of one batch of them all.</summary>
internal sealed class GradientSum
{
    private ParameterGradient[] _sums = [];

    /// <summary>The weighted sum so far.</summary>
    public IReadOnlyList<ParameterGradient> Gradients => _sums;

    /// <summary>Starts again with the gradients of a first batch.</summary>
    public void Start(IReadOnlyList<ParameterGradient> gradients, float weight)
    {
        if (_sums.Length == 0)
        {
            _sums = [.. gradients.Select(p => p with { Gradient = Tensor.Zeros(p.Gradient.Type) })];
        }

        foreach (ParameterGradient sum in _sums)
        {
            sum.Gradient.Span<float>().Clear();
        }

        Add(gradients, weight);
    }

    /// <summary>Adds the gradients of a further batch of the same network.</summary>
    public void Add(IReadOnlyList<ParameterGradient> gradients, float weight)
    {
        for (int i = 0; i < _sums.Length; i++)
        {
            Span<float> sum = _sums[i].Gradient.Span<float>();
            ReadOnlySpan<float> gradient = gradients[i].Gradient.Span<float>();
            for (int j = 0; j < sum.Length; j++)
            {
                sum[j] += weight * gradient[j];
            }
        }
    }
}
