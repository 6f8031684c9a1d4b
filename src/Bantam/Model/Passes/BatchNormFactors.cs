namespace Bantam.Model;

/// <summary>A batch normalization at inference as what it is there: <c>y = scale·x + shift</c> for each channel.</summary>
internal sealed class BatchNormFactors
{
    /// <summary>Computes the factors from a normalization's parameters: scale = γ/√(σ²+ε), shift = β − μ·scale.</summary>
    public BatchNormFactors(Node node, GraphRewrite rewrite)
    {
        ReadOnlySpan<float> gamma = rewrite.ValueOf(node.Inputs[1]).Span<float>();
        ReadOnlySpan<float> beta = rewrite.ValueOf(node.Inputs[2]).Span<float>();
        ReadOnlySpan<float> moments = rewrite.ValueOf(node.Inputs[3]).Span<float>();
        int channels = gamma.Length;
        Scale = new double[channels];
        Shift = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            Scale[c] = gamma[c] / Math.Sqrt(moments[channels + c] + ((BatchNorm)node.Op).Epsilon);
            Shift[c] = beta[c] - (moments[c] * Scale[c]);
        }
    }

    public double[] Scale { get; }

    public double[] Shift { get; }
}
