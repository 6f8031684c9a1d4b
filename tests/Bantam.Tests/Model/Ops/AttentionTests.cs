using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>What transformers are made of is expressible, though no layer here is one.</summary>
public sealed class AttentionTests
{
    [Fact]
    [Trait("Ledger", "S154")]
    public void One_head_of_attention_over_4_tokens_of_8_values_passes_the_gradient_check()
    {
        RandomStream random = new(2, "attention");
        Tensor x = SampleTensors.Spread([4, 8], random);
        Tensor[] weights = [.. Enumerable.Range(0, 3).Select(_ => SampleTensors.Spread([8, 8], random, -0.5, 0.5))];
        GradientCheck.First(inputs => Attention(inputs[0], inputs[1], inputs[2], inputs[3]), [x, .. weights], []);
    }

    [Fact]
    [Trait("Ledger", "S154")]
    public void Each_token_gets_a_mean_of_all_values_that_its_scores_weight()
    {
        RandomStream random = new(3, "attention");
        Tensor x = SampleTensors.Spread([4, 8], random);
        Tensor zero = Tensor.From<double>([8, 8], new double[64]);
        double[] identity = new double[64];
        for (int i = 0; i < 8; i++)
        {
            identity[9 * i] = 1;
        }

        // Without queries all scores are equal, so every token gets the plain mean; what follows is centered and scaled.
        double[] mixed = Mixed(x, zero, zero, Tensor.From<double>([8, 8], identity)).ToArray<double>();
        double[] mean = x.Mean([0]).ToArray<double>();
        for (int i = 0; i < mixed.Length; i++)
        {
            Assert.Equal(mean[i % 8], mixed[i], 1e-12);
        }

        Tensor y = Attention(x, zero, zero, Tensor.From<double>([8, 8], identity));
        Assert.Equal(new Shape(4, 8), y.Shape);
        Assert.All(y.Mean([1]).ToArray<double>(), value => Assert.Equal(0, value, 1e-12));
    }

    /// <summary>LayerNorm(x + softmax(q·kᵀ/√8)·v).</summary>
    private static Tensor Attention(Tensor x, Tensor query, Tensor key, Tensor value) => new Standardize([1]).Apply(x + Mixed(x, query, key, value));

    private static Tensor Mixed(Tensor x, Tensor query, Tensor key, Tensor value)
    {
        Tensor scores = (1 / Math.Sqrt(8)) * x.MatMul(query).MatMul(x.MatMul(key).Transpose());
        return scores.Softmax().MatMul(x.MatMul(value));
    }
}
