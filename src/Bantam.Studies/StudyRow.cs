namespace Bantam.Studies;

/// <summary>One comparison of a study.</summary>
/// <param name="What">What is compared, with its unit.</param>
/// <param name="Notes">What the notes say; empty where they leave it open.</param>
/// <param name="Ours">What was computed here.</param>
/// <param name="Verdict">How the two compare.</param>
/// <param name="Erratum">The erratum that corrects the notes, for example <c>E17</c>, or null.</param>
public sealed record StudyRow(string What, StudyValue Notes, StudyValue Ours, StudyVerdict Verdict, string? Erratum = null);

/// <summary>How what was computed compares with the notes.</summary>
public enum StudyVerdict
{
    /// <summary>It is what the notes say, within the tolerance that the study states.</summary>
    Agrees,

    /// <summary>It is the right reading, and the notes have another: an erratum applies.</summary>
    NotesWrong,

    /// <summary>The outcome of an experiment, printed whoever wins.</summary>
    Reported,

    /// <summary>It is neither what the notes say nor a right reading of them. Something is wrong here.</summary>
    Differs,
}

/// <summary>The verdicts as words.</summary>
public static class StudyVerdicts
{
    extension(StudyVerdict verdict)
    {
        /// <summary>The word that tables and JSON use: <c>agrees</c>, <c>notes-wrong</c>, <c>reported</c> or <c>differs</c>.</summary>
        public string Word => verdict switch
        {
            StudyVerdict.Agrees => "agrees",
            StudyVerdict.NotesWrong => "notes-wrong",
            StudyVerdict.Reported => "reported",
            _ => "differs",
        };
    }
}
