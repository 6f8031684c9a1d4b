using Bantam.Formats;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Formats;

/// <summary>Networks from elsewhere reach the accuracy on MNIST that they are known for.</summary>
public sealed class OnnxAccuracyTests
{
    [Fact]
    public void The_files_outputs_of_the_model_zoo_are_reproduced()
    {
        string folder = OnnxModels.DataFolder("models/onnx/mnist-8");
        Assert.Null(OnnxConformance.Difference(Path.Combine(folder, "model.onnx")));
    }

    [Theory]
    [InlineData("mnist-8/model.onnx", 255, 1, 98.91)]
    [InlineData("mnist-pytorch.onnx", 1, 1, 91.9)]
    [InlineData("mnist-atmega.onnx", 1, 2, 93.74)]
    [InlineData("qonnx-tfc/TFC_1W1A.onnx", 1, 1, 92.96)]
    [InlineData("qonnx-tfc/TFC_2W2A.onnx", 1, 1, 96.60)]
    public void Imported_networks_are_as_accurate_as_published(string file, float factor, int pool, double expected)
    {
        Graph graph = OnnxFile.Load(Path.Combine(OnnxModels.DataFolder("models/onnx"), file));
        OnnxModels.DataFolder("mnist");
        Dataset test = DatasetCatalog.Load("mnist").Test;
        int correct = 0;
        const int batch = 500;
        int[] labels = test.CopyLabels();
        for (int start = 0; start < test.Count; start += batch)
        {
            Tensor x = Tensor.Zeros(graph.Input.SampleShape.WithBatch(batch));
            for (int i = 0; i < batch; i++)
            {
                Span<float> sample = x.Span<float>().Slice(i * graph.Input.SampleShape.Count, graph.Input.SampleShape.Count);
                CopyPooled(test, start + i, pool, factor, sample);
            }

            float[] best = new ArgMax().Apply(graph.Run(x)).ToArray<float>();
            correct += best.Where((answer, i) => (int)answer == labels[start + i]).Count();
        }

        double accuracy = 100.0 * correct / test.Count;
        Assert.Equal(expected, accuracy, 0.011);
    }

    /// <summary>The mean of windows of pixels, each from 0 to 1, times a factor.</summary>
    private static void CopyPooled(Dataset data, int index, int pool, float factor, Span<float> sample)
    {
        float[] image = new float[28 * 28];
        data.CopyInput(index, image);
        int side = 28 / pool;
        for (int i = 0; i < side * side; i++)
        {
            float sum = 0;
            for (int k = 0; k < pool * pool; k++)
            {
                sum += image[(((i / side * pool) + (k / pool)) * 28) + (i % side * pool) + (k % pool)];
            }

            sample[i] = factor * sum / (pool * pool);
        }
    }
}
