namespace Bantam.Model;

/// <summary>Prepares the forward pass of a convolution: one phase with all weights.</summary>
internal static unsafe class ConvolutionForward
{
    /// <summary>Completes a pass and runs it over all images.</summary>
    /// <param name="g">The sizes.</param>
    /// <param name="pass">The pass, without its phases.</param>
    /// <param name="w">The weights, OHWI.</param>
    public static void Run<TSimd, TVector>(in WindowGeometry g, ConvolutionPass* pass, float* w)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int table = ConvolutionPass.TableLength(g.OutputPixels);
        nint* tables = Scratch.Get<nint>(Scratch.Use.Tables, 2L * table);
        ConvolutionPass.Phase phase = new()
        {
            Segments = g.KernelHeight,
            Run = g.KernelWidth * g.InputChannels,
            Weights = Scratch.Get<float>(Scratch.Use.Weights, GemmPacking.PackedLength<TSimd, TVector>(g.PatchLength, g.OutputChannels)),
            Windows = tables,
            Pixels = tables + table,
            Count = g.OutputPixels,
        };
        GemmPacking.PackTransposed<TSimd, TVector>(w, g.PatchLength, g.PatchLength, g.OutputChannels, phase.Weights);
        for (int pixel = 0; pixel < g.OutputPixels; pixel++)
        {
            int row = pixel / g.OutputWidth * g.StrideHeight;
            int column = pixel % g.OutputWidth * g.StrideWidth;
            phase.Windows[pixel] = (row * pass->Padding.RowLength) + ((nint)column * g.InputChannels);
            phase.Pixels[pixel] = (nint)pixel * g.OutputChannels;
        }

        ConvolutionPass.FillUp(in phase);
        pass->Phases = &phase;
        pass->PhaseCount = 1;
        long operations = (long)g.Batch * g.OutputElements * g.PatchLength;
        WorkerPool.Run(g.Batch, &ConvolutionPass.RunImage<TSimd, TVector>, pass, operations);
    }
}
