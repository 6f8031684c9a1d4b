namespace Bantam.Training;

/// <summary>Public sets of spoken words, read from their original files.</summary>
internal static class KeywordSets
{
    // The features are stored as the codes of the reference network's input.
    private const float Scale = 0.5847029089927673f;
    private const int ZeroPoint = 83;
    private const int Classes = 12;

    /// <summary>1000 records, of which each has 49 frames of 10 cepstral coefficients. All are test data: there is nothing to train on.</summary>
    internal static DataSplits Kws12(DataFolder folder)
    {
        string featuresPath = folder.Find("speech-commands", "kws12-mfcc-int8-idx3");
        string labelsPath = folder.Find("speech-commands", "kws12-labels-idx1-ubyte");
        IdxArray features = IdxReader.Read(featuresPath);
        IdxArray labels = IdxReader.Read(labelsPath);
        if (!features.IsSigned || features.Shape.Rank != 3)
        {
            throw new DataFormatException(featuresPath, $"Expected signed bytes [records, frames, coefficients], but got {features.Shape}.");
        }

        if (labels.IsSigned || labels.Shape.Rank != 1 || labels.Shape[0] != features.Shape[0] || labels.Bytes.Span.IndexOfAnyExceptInRange((byte)0, (byte)(Classes - 1)) >= 0)
        {
            throw new DataFormatException(labelsPath, $"Expected one label from 0 to {Classes - 1} for each of the {features.Shape[0]} records, but got {labels.Shape}. Do the two files belong together?");
        }

        ReadOnlySpan<byte> codes = features.Bytes.Span;
        float[] values = new float[codes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ((sbyte)codes[i] - ZeroPoint) * Scale;
        }

        int[] classes = Array.ConvertAll(labels.Bytes.ToArray(), label => (int)label);
        Dataset all = new("kws12", new LearningTask.Classification(Classes), [features.Shape[1], features.Shape[2], 1], values, classes, new Preprocessing.None());
        return new DataSplits(all.Take(0), all.Take(0), all);
    }
}
